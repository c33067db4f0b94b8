"""`mtaudit glossary`: check, convert, extend and question glossaries."""

from __future__ import annotations

from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mtaudit.glossary.entry import Glossary

app = typer.Typer(help="Check, convert, extend and question glossaries.", no_args_is_help=True, rich_markup_mode=None)


class Kind(StrEnum):
    """The kinds of `mtaudit.glossary.entry`, written out so that --help need not import it."""

    PERSON = "person"
    PLACE = "place"
    ORGANIZATION = "organization"
    EVENT = "event"
    TERM = "term"


class Format(StrEnum):
    """The formats of glossary files."""

    YAML = "yaml"
    CSV = "csv"
    TSV = "tsv"
    TBX = "tbx"


@app.command("lint")
def lint(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="Glossaries or directories of them; none: the shipped ones."),
    ] = None,
) -> None:
    """Check glossaries that are used together, and list what is wrong or likely a slip.

    Exit code: 0 nothing found, 1 problems, 2 when a file could not be read (the rest is checked all the same).

    \b
    Example:
      mtaudit glossary lint names.yaml terms.csv
    """
    from mtaudit.cli.output import complain

    problems: list[str] = []
    glossaries: list[Glossary] = []
    unreadable = False
    with _input_errors():
        paths = _glossary_files(files or [])
    for path in paths:
        result = _load(path)
        if isinstance(result, _Refused):
            unreadable |= result.unreadable
            for problem in result.problems:
                complain(problem) if result.unreadable else problems.append(problem)
        else:
            glossaries.append(result)
    if glossaries:
        from mtaudit.glossary.lint import lint as lint_glossaries

        problems += lint_glossaries(glossaries)
    with _input_errors():
        _print(problems)
        if not problems and not unreadable:
            entries = sum(map(len, glossaries))
            _print([f"{_counted(len(glossaries), 'glossary', 'glossaries')} with {entries} entries: no problems"])
    raise typer.Exit(2 if unreadable else int(bool(problems)))


@app.command("convert")
def convert(
    source: Annotated[Path, typer.Argument(metavar="IN", help="The glossary to read.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write, or - for the screen.")],
    to: Annotated[Format | None, typer.Option(help="The format to write; by default the one that OUT ends in.")] = None,
) -> None:
    """Convert a glossary between YAML, CSV, TSV and TBX; formats go by the files' extensions.

    \b
    Example:
      mtaudit glossary convert names.yaml names.tbx
    """
    from mtaudit.cli.output import opened
    from mtaudit.glossary.files import dump_glossary, format_of, load_glossary

    screen = str(target) == "-"
    if screen and to is None:
        raise typer.BadParameter("say in which format to write to the screen", param_hint="--to")
    with _input_errors(f"cannot write {target}"):
        kind = to.value if to else format_of(target)
        text = dump_glossary(load_glossary(source), kind)
        with opened(None if screen else target, utf8=True) as write:
            write(text)


@app.command("add")
def add(
    canonical: Annotated[str, typer.Argument(help="The right form of the name or term.")],
    kind: Annotated[Kind, typer.Option(help="What it names.")],
    file: Annotated[Path, typer.Option(metavar="FILE", help="The YAML glossary to add it to; made if missing.")],
    alias: Annotated[list[str] | None, typer.Option(help="Another form that is right.")] = None,
    forbidden: Annotated[list[str] | None, typer.Option(help="A form that is wrong; … stands for words.")] = None,
    native: Annotated[
        list[str] | None, typer.Option(metavar="LANG=FORM", help="A form in its own script: zh=布林肯.")
    ] = None,
    confusable: Annotated[list[str] | None, typer.Option(help="Another real name that looks like it.")] = None,
    near: Annotated[
        list[str] | None, typer.Option(help="Forbidden forms count only in a sentence with one of these.")
    ] = None,
    unless: Annotated[
        list[str] | None, typer.Option(help="Forbidden forms don't count in a sentence with one of these.")
    ] = None,
    note: Annotated[str | None, typer.Option(help="Why, for whoever reads the finding.")] = None,
) -> None:
    """Add an entry to a YAML glossary; its comments and layout stay. Options of forms may be given many times.

    \b
    Example:
      mtaudit glossary add "Jane Quillfeather" --kind person --alias Quillfeather --file my.yaml
    """
    from mtaudit.glossary import entry as schema
    from mtaudit.glossary.edit import add_entry

    with _input_errors():
        new = schema.Entry(
            canonical=canonical.strip(),
            kind=schema.Kind(kind.value),
            aliases=_texts(alias),
            forbidden=_texts(forbidden),
            native=_native(native or []),
            confusable=_texts(confusable),
            near=_texts(near),
            unless=_texts(unless),
            note=(note and note.strip()) or None,
        )
        add_entry(file, new)
        _print([f"{file}: added {new.canonical}"])


@app.command("search")
def search(
    name: Annotated[str, typer.Argument(help="A name, or a whole sentence.")],
    glossary: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", exists=True, dir_okay=False, help="Add a glossary. May be given many times."),
    ] = None,
    no_default_glossaries: Annotated[
        bool, typer.Option("--no-default-glossaries", help="Leave out the glossaries that come with mtaudit.")
    ] = False,
    context: Annotated[
        str | None,
        typer.Option(metavar="SENTENCE", help='The sentence it stands in, by default "NAME said on Monday."'),
    ] = None,
) -> None:
    """Show why a name would match: what claims it, what is near, the evidence, and the verdict.

    \b
    Example:
      mtaudit glossary search Brinken
    """
    from mtaudit.cli.search import explain, sentence_of
    from mtaudit.glossary.store import compile_glossaries

    if not name.strip():
        raise typer.BadParameter("give a name or a sentence", param_hint="NAME")
    try:
        sentence = sentence_of(name.strip(), context)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--context") from None
    with _input_errors():
        index = compile_glossaries(glossary or [], shipped=not no_default_glossaries)
        _print(explain(name.strip(), sentence, index))


class _Refused:
    """Why a file could not be loaded: it could not be read at all, or it is not a valid glossary."""

    def __init__(self, problems: Sequence[str], *, unreadable: bool) -> None:
        self.problems = problems
        self.unreadable = unreadable


def _load(path: Path) -> Glossary | _Refused:
    from mtaudit.glossary.entry import GlossaryError
    from mtaudit.glossary.files import format_of, load_glossary

    try:
        format_of(path)
    except GlossaryError as error:
        return _Refused(error.problems, unreadable=True)
    try:
        return load_glossary(path)
    except GlossaryError as error:
        return _Refused(error.problems, unreadable=isinstance(error.__cause__, OSError))


def _glossary_files(given: Sequence[Path]) -> list[Path]:
    """The files given, those in the directories given, or the shipped ones; nothing twice."""
    from mtaudit.glossary.entry import GlossaryError
    from mtaudit.glossary.store import shipped_glossaries

    if not given:
        here = Path.cwd()
        return [p.relative_to(here) if p.is_relative_to(here) else p for p in shipped_glossaries()]
    found: dict[Path, None] = {}
    for path in given:
        inside = list(_inside(path)) if path.is_dir() else [path]
        if not inside:
            raise GlossaryError(f"{path}: there is no glossary in this directory")
        found.update(dict.fromkeys(inside))
    return list(found)


def _inside(directory: Path) -> Iterator[Path]:
    from mtaudit.glossary.files import EXTENSIONS

    for path in sorted(directory.rglob("*")):
        if path.suffix.lower() in EXTENSIONS and not path.name.startswith(("_", ".")) and path.is_file():
            yield path


def _texts(given: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(text.strip() for text in given or ())


def _native(given: Iterable[str]) -> dict[str, tuple[str, ...]]:
    forms: dict[str, tuple[str, ...]] = {}
    for pair in given:
        language, sign, form = (part.strip() for part in pair.partition("="))
        if not (language and sign and form):
            raise typer.BadParameter(f"{pair!r} is not of the form zh=布林肯", param_hint="--native")
        forms[language] = (*forms.get(language, ()), form)
    return forms


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _print(lines: Iterable[str]) -> None:
    from mtaudit.cli.output import opened
    from mtaudit.report.cells import safe

    with opened(None, utf8=False) as write:
        for line in lines:
            write(safe(line) + "\n")


@contextmanager
def _input_errors(failed: str = "cannot write") -> Iterator[None]:
    """End the command as the others do where a glossary, the output or the user stops it."""
    from mtaudit.cli import output as out
    from mtaudit.glossary.entry import GlossaryError

    try:
        yield
    except GlossaryError as error:
        for problem in error.problems:
            out.complain(problem)
        raise typer.Exit(2) from None
    except BrokenPipeError:
        out.silence()
        raise typer.Exit(out.CODE_PIPE) from None
    except KeyboardInterrupt:
        out.complain("stopped")
        raise typer.Exit(out.CODE_INTERRUPT) from None
    except OSError as error:
        out.complain(f"{failed}: {error.strerror or error}")
        raise typer.Exit(2) from None
