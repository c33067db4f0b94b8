"""`mtaudit fix`: make the replacements that are safe, or show them."""

from __future__ import annotations

import difflib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtaudit.cli.options import (
    ConfigFile,
    Glossaries,
    Ignore,
    Isolated,
    NoDefaultGlossaries,
    Paths,
    PivotLanguage,
    Select,
    auditor_of,
    in_force,
)

if TYPE_CHECKING:
    from mtaudit.article import Article
    from mtaudit.auditor import Auditor
    from mtaudit.configured import ConfiguredAuditor

_TEXTS = (".txt", ".text", ".md", ".markdown")
_BOMS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def fix(
    paths: Paths,
    write: Annotated[bool, typer.Option("--write", help="Change the files.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what would change; this is the default.")] = False,
    quotations: Annotated[
        bool, typer.Option("--quotations", help="Change what stands in quotation marks, too.")
    ] = False,
    glossary: Glossaries = None,
    no_default_glossaries: NoDefaultGlossaries = False,
    select: Select = None,
    ignore: Ignore = None,
    pivot: PivotLanguage = None,
    config: ConfigFile = None,
    isolated: Isolated = False,
) -> None:
    """Put right what has one safe answer in text and Markdown files: names, terms, spacing.

    Shows the changes as a diff, or makes them with --write; in a folder, of all its text and Markdown files.
    A file that git knows and holds unchanged is simply changed; of any other a copy is kept beside it
    (FILE.bak). Exit code: 0 nothing to change
    or changed, 1 --diff shows changes, 2 a file could not be read or written.

    \b
    Examples:
      mtaudit fix news/
      mtaudit fix article.md --select N --write
    """
    from mtaudit.cli.output import complain
    from mtaudit.engines.local import Failure, error_of
    from mtaudit.readers import InputError, read_inputs
    from mtaudit.report.cells import count

    if write and diff:
        raise typer.BadParameter("choose one of --diff and --write", param_hint="--write")
    settings = in_force(
        config,
        isolated,
        glossary=glossary,
        no_default_glossaries=no_default_glossaries,
        select=select,
        ignore=ignore,
        pivot=pivot,
    )
    auditor = auditor_of(settings)
    failed, changes, replaced = False, 0, 0
    for article in read_inputs(paths, stdin=sys.stdin.buffer, skip=_is_not_text):
        if isinstance(article, InputError):
            complain(str(article))
            failed = True
            continue
        try:
            problem, number = _one(article, auditor, write, quotations)
        except Exception as error:  # one article that trips the auditor must not cost all the others
            problem, number = str(error_of(article, Failure.of(error))), 0
        if problem:
            complain(problem)
            failed = True
        changes += number > 0
        replaced += number
    if write:
        typer.echo(f"{count(replaced, 'replacement')} in {count(changes, 'file')}")
    raise typer.Exit(2 if failed else int(bool(changes) and not write))


def _one(
    article: Article, auditor: Auditor | ConfiguredAuditor, write: bool, quotations: bool
) -> tuple[str | None, int]:
    """Fix one article; why that failed, and the number of replacements."""
    from mtaudit.fix import fix as fixed_text
    from mtaudit.readers.markdown import markup

    path = Path(article.id)
    kind = _kind(path) if article.origin == article.id else None
    if kind not in ("plain", "markdown"):
        return f"{article.origin or article.id}: only text and Markdown files can be fixed", 0
    marks = markup if kind == "markdown" else lambda _: ()
    fixed = fixed_text(article, auditor.audit, marks, quotations=quotations)
    if fixed.text == article.text:
        return None, 0
    if not write:
        sys.stdout.writelines(_diff(article.text, fixed.text, article.id))
        return None, len(fixed.replaced)
    return _written(path, article.text, fixed.text), len(fixed.replaced)


def _is_not_text(path: str) -> bool:
    return Path(path).suffix.lower() not in _TEXTS


def _kind(path: Path) -> str | None:
    """The name of the format of a file, None for what is no file, or packed."""
    from mtaudit.readers.compress import compression
    from mtaudit.readers.kinds import recognise

    if not path.is_file():
        return None
    with path.open("rb") as stream:
        begins = stream.read(1 << 16)
    return None if compression(begins) else recognise(path.name, begins).name


def _diff(old: str, new: str, name: str) -> Iterator[str]:
    from mtaudit.report.cells import safe

    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), f"a/{name}", f"b/{name}", lineterm="")
    return (safe(line) + "\n" for line in lines)


def _written(path: Path, old: str, new: str) -> str | None:
    """Put the new text in the file's place; why that failed."""
    from mtaudit.cli.output import replace_bytes

    try:
        data = path.read_bytes()
        encoding = _BOMS.get(data[:2], "utf-8")
        if data != old.encode(encoding):
            return f"{path}: has changed meanwhile; run mtaudit fix again"
        if not _git_has(path):
            _backup(path).write_bytes(data)
        replace_bytes(path, new.encode(encoding))
    except OSError as error:
        return f"cannot write {path}: {error.strerror or error}"
    return None


def _backup(path: Path) -> Path:
    """A name for a copy that no file has."""
    copy, number = path.with_name(path.name + ".bak"), 2
    while copy.exists():
        copy, number = path.with_name(f"{path.name}.bak{number}"), number + 1
    return copy


def _git_has(path: Path) -> bool:
    """Whether git holds the file just as it is, so that no copy is needed."""
    command = ["git", "-C", str(path.absolute().parent)]
    try:
        known = subprocess.run([*command, "ls-files", "--error-unmatch", path.name], capture_output=True, check=False)
        changed = subprocess.run([*command, "status", "--porcelain", "--", path.name], capture_output=True, check=False)
    except OSError:
        return False
    return known.returncode == 0 and changed.returncode == 0 and not changed.stdout
