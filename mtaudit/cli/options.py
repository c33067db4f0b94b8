"""Options that several commands share, and what is in force once a file of settings is read."""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from mtaudit.auditor import Auditor
    from mtaudit.config import Config
    from mtaudit.configured import ConfiguredAuditor
    from mtaudit.fluency.opinion import Reader
    from mtaudit.quality import QualityModel
    from mtaudit.suppress import Allowed


class Pivot(StrEnum):
    """The languages that mtaudit knows articles to have gone through."""

    ZH = "zh"
    RU = "ru"
    UK = "uk"
    AR = "ar"
    JA = "ja"
    KO = "ko"


Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH|URL...", help="Files, directories, glob patterns, web addresses, or - for standard input."
    ),
]
Glossaries = Annotated[
    list[Path] | None,
    typer.Option(
        "--glossary", metavar="FILE", exists=True, dir_okay=False, help="Add a glossary; any number of times."
    ),
]
NoDefaultGlossaries = Annotated[
    bool, typer.Option("--no-default-glossaries", help="Leave out the glossaries that come with mtaudit.")
]
Select = Annotated[
    list[str] | None,
    typer.Option(metavar="CODES", help="Run these checks only: codes, prefixes (N1) or names, with commas."),
]
Ignore = Annotated[list[str] | None, typer.Option(metavar="CODES", help="Leave these checks out.")]
PivotLanguage = Annotated[Pivot | None, typer.Option("--pivot", help="The language the articles were translated from.")]
Allow = Annotated[
    list[Path] | None,
    typer.Option("--allow", metavar="FILE", exists=True, dir_okay=False, help="Let pass what an editor allowed."),
]
ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", exists=True, dir_okay=False, help="Read settings from this file."),
]
Isolated = Annotated[bool, typer.Option("--isolated", help="Read no file of settings.")]

INPUT_FORMATS = (
    "plain", "markdown", "jsonl", "json", "html", "feed", "jsonfeed", "sitemap", "csv", "tsv", "parquet", "arrow",
    "po", "xliff", "tmx", "mqm", "warc",
)  # fmt: skip
"""The names of `mtaudit.readers.READERS`, written out so that --help need not import them."""


class View(StrEnum):
    """How much of a web page is audited."""

    PAGE = "page"
    ARTICLE = "article"


def _input_format(name: str | None) -> str | None:
    if name is not None and name not in INPUT_FORMATS:
        raise typer.BadParameter(f"there is no input format {name!r}; choose from {', '.join(INPUT_FORMATS)}")
    return name


InputFormat = Annotated[
    str | None,
    typer.Option(
        "--input-format",
        metavar="FORMAT",
        callback=_input_format,
        autocompletion=lambda: INPUT_FORMATS,
        help="Read every input as this format (see docs/inputs.md); by default each is recognised.",
    ),
]
Columns = Annotated[
    list[str] | None,
    typer.Option("--column", metavar="FIELD=NAME", help="Where a field of a record stands: text=body. Any number."),
]
PageView = Annotated[View, typer.Option("--view", help="Of a web page: all it shows, or what is taken for its story.")]

Follow = Annotated[bool, typer.Option("--follow", help="Audit the pages that the items of feeds and sitemaps lead to.")]
AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Also fetch from this machine and the local network.")
]

DEFAULTS: Mapping[str, Any] = {
    "glossaries": (),
    "default-glossaries": True,
    "select": (),
    "ignore": (),
    "severity": {},
    "pivot": None,
    "pass-mark": 90.0,
    "fail-on": "major",
    "fail-under": None,
    "baseline": None,
    "allow": (),
}
"""What holds where neither the command line nor a file says otherwise."""


@dataclass(frozen=True, slots=True)
class InForce:
    """Every setting with its value, and with where it comes from: "default", a file, or "command line"."""

    values: Mapping[str, Any]
    origins: Mapping[str, str]
    config: Config

    def __getitem__(self, key: str) -> Any:
        return self.values[key]


def in_force(
    config: Path | None,
    isolated: bool,
    *,
    glossary: Sequence[Path] | None = None,
    no_default_glossaries: bool = False,
    select: list[str] | None = None,
    ignore: list[str] | None = None,
    pivot: Pivot | None = None,
    allow: Sequence[Path] | None = None,
    **said: Any,
) -> InForce:
    """The settings that hold: the command line's (None where it is silent), the file's, the defaults.

    Glossaries and allowed findings of the command line join those of the file. Ends the command where the file
    cannot be used.
    """
    from mtaudit.config import Config, ConfigError, find_config, load_config

    if config and isolated:
        raise typer.BadParameter("--config names a file, --isolated wants none", param_hint="--isolated")
    path = config or (None if isolated else find_config(Path.cwd()))
    try:
        loaded = load_config(path) if path else Config()
    except ConfigError as error:
        _end(*error.problems)
    values, origins = dict(DEFAULTS), dict.fromkeys(DEFAULTS, "default")
    said |= {
        "glossaries": tuple(glossary) if glossary else None,
        "default_glossaries": False if no_default_glossaries else None,
        "select": _codes(select, "--select"),
        "ignore": _codes(ignore, "--ignore"),
        "pivot": pivot.value if pivot else None,
        "allow": tuple(allow) if allow else None,
    }
    spoken = {key.replace("_", "-"): value for key, value in said.items() if value is not None}
    for source, settings in ((str(path), loaded.settings), ("command line", spoken)):
        for key, value in settings.items():
            joined = key in ("glossaries", "allow") and values[key]
            values[key] = (*values[key], *value) if joined else value
            origins[key] = f"{origins[key]}, {source}" if joined else source
    return InForce(values, origins, loaded)


def reading(
    input_format: str | None, columns: list[str] | None, view: View, follow: bool, allow_private: bool
) -> dict[str, Any]:
    """What `mtaudit.readers.read_inputs` is told of its inputs. Raises `typer.BadParameter`."""
    fields = {}
    for item in columns or ():
        name, sign, column = item.partition("=")
        if not (name.strip() and sign and column):
            raise typer.BadParameter(f"{item!r} is not of the form text=body", param_hint="--column")
        fields[name.strip()] = column
    web = {"follow": follow, "allow_private": allow_private}
    return {"format": input_format, "columns": fields, "view": view.value, **web}


def _codes(given: list[str] | None, option: str) -> tuple[str, ...] | None:
    """The codes of an option that may hold several, with commas; None where it was not given."""
    if not given:
        return None
    found = tuple(code.strip() for item in given for code in item.split(",") if code.strip())
    if not found:
        raise typer.BadParameter("names no check; `mtaudit checks` lists them", param_hint=option)
    return found


def auditor_of(
    settings: InForce,
    *,
    sentences: bool = False,
    reader: Reader | None = None,
    comet: QualityModel | None = None,
) -> Auditor | ConfiguredAuditor:
    """The auditor that settings ask for; ends the command where they cannot be used."""
    from mtaudit.auditor import Auditor, SelectionError
    from mtaudit.configured import ConfiguredAuditor
    from mtaudit.glossary.entry import GlossaryError

    try:
        auditor = Auditor(
            settings["glossaries"],
            select=settings["select"],
            ignore=settings["ignore"],
            pivot=settings["pivot"],
            pass_mark=settings["pass-mark"],
            default_glossaries=settings["default-glossaries"],
            sentences=sentences,
            reader=reader,
            comet=comet,
            severities=settings["severity"],
            allowed=_allowed(settings["allow"]),
        )
    except SelectionError as error:
        raise typer.BadParameter(str(error)) from None
    except GlossaryError as error:
        _end(*error.problems)
    if not auditor.checks:
        raise typer.BadParameter("--select and --ignore leave no check to run")
    gc.freeze()  # the index is no garbage; a fifth of the time of a long run went into looking for some in it
    if not settings.config.overrides:
        return auditor
    return ConfiguredAuditor(
        auditor,
        settings.config.overrides,
        glossaries=settings["glossaries"],
        select=settings["select"],
        ignore=settings["ignore"],
        default_glossaries=settings["default-glossaries"],
    )


def _allowed(paths: Sequence[Path]) -> Allowed | None:
    from mtaudit.suppress import Allowed, BaselineError, load_allowed

    allowed = Allowed()
    for path in paths:
        try:
            allowed |= load_allowed(path)
        except BaselineError as error:
            _end(str(error))
        except OSError as error:
            _end(f"{path}: cannot be read: {error.strerror or error}")
    return allowed if paths else None


def _end(*problems: str) -> Any:
    from mtaudit.cli.output import complain

    for problem in problems:
        complain(problem)
    raise typer.Exit(2)
