"""Settings from `mtaudit.toml` or `[tool.mtaudit]` in `pyproject.toml`: found, read, checked.

glossaries = ["names.yaml"]     # relative to the file
ignore = ["T201"]
fail-under = 80

[severity]
spacing = "neutral"

[[override]]                    # for some files or outlets only
outlets = ["Xinhua*"]
pivot = "zh"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtaudit.finding import Severity

if TYPE_CHECKING:
    from mtaudit.article import Article

NAMES = ("mtaudit.toml", "pyproject.toml")
"""Files that may hold settings; of two in one folder the first counts."""

PIVOTS = ("zh", "ru", "uk", "ar", "ja", "ko")
FAIL_ON = ("minor", "major", "critical", "never")

_RECORD = re.compile(r":\d+$")


class ConfigError(ValueError):
    """Settings that cannot be used; `problems` says each with its file and line."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class Override:
    """Settings for the articles whose file matches one of `paths` and whose outlet matches one of `outlets`.

    An empty list matches all. Patterns of paths are relative to `folder`: `*` stays within a folder,
    `**` does not; one without a slash matches a file's name anywhere. `start` is where the names of inputs begin,
    also in a process that runs elsewhere.
    """

    paths: tuple[str, ...]
    outlets: tuple[str, ...]
    folder: Path
    settings: Mapping[str, Any]
    start: Path = field(default_factory=Path.cwd)

    def matches(self, article: Article) -> bool:
        """Whether an article is meant."""
        if self.outlets:
            outlet = (article.outlet or "").casefold()
            if not any(fnmatchcase(outlet, pattern.casefold()) for pattern in self.outlets):
                return False
        return not self.paths or any(_path_matches(pattern, self._path(article)) for pattern in self.paths)

    def _path(self, article: Article) -> str:
        path = self.start / _RECORD.sub("", article.origin or article.id)
        return path.relative_to(self.folder).as_posix() if path.is_relative_to(self.folder) else path.as_posix()


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a file: only what it sets. `file` is None where none was found."""

    file: Path | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()


def find_config(start: Path) -> Path | None:
    """The nearest file with settings in `start` or a folder above it."""
    for folder in (start, *start.parents):
        for name in NAMES:
            path = folder / name
            if path.is_file() and (name == NAMES[0] or _has_table(path)):
                return path
    return None


def load_config(path: Path) -> Config:
    """Read and check settings. Raises `ConfigError` with every problem of the file."""
    try:
        text = path.read_text("utf-8-sig")
        data = tomllib.loads(text)
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read: {error.strerror or error}"]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError([f"{path}: is not valid TOML: {error}"]) from None
    if path.name == "pyproject.toml":
        data = data.get("tool", {}).get("mtaudit", {})
    folder = path.absolute().parent
    problems: list[str] = []
    overrides: list[Override] = []
    listed = data.pop("override", [])
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        problems.append(f"{path}:{_line(text, 'override')}: override is a list of tables: write [[override]]")
        listed = []
    settings = _checked(data, _KEYS, path, text, folder, problems)
    for item in listed:
        where = {key: item.pop(key) for key in ("paths", "outlets") if key in item}
        if not where:
            problems.append(f"{path}:{_line(text, 'override')}: an override needs paths or outlets")
        patterns = _checked(where, _PATTERNS, path, text, folder, problems)
        inner = _checked(item, {key: _KEYS[key] for key in _IN_OVERRIDES}, path, text, folder, problems)
        overrides.append(Override(patterns.get("paths", ()), patterns.get("outlets", ()), folder, inner))
    if problems:
        raise ConfigError(problems)
    return Config(path, settings, tuple(overrides))


def _checked(
    data: Mapping[str, Any],
    keys: Mapping[str, Callable[[Any, Path], Any]],
    path: Path,
    text: str,
    folder: Path,
    problems: list[str],
) -> dict[str, Any]:
    out = {}
    for key, value in data.items():
        where = f"{path}:{_line(text, key)}"
        if key not in keys:
            from difflib import get_close_matches

            close = get_close_matches(key, keys, n=1)
            hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(keys)}"
            problems.append(f"{where}: unknown key {key!r}; {hint}")
            continue
        try:
            out[key] = keys[key](value, folder)
        except ValueError as error:
            problems.append(f"{where}: {key} {error}")
    return out


def _line(text: str, key: str) -> int:
    match = re.search(rf"^\s*(?:\[+\s*(?:tool\.mtaudit\.)?)?[\"']?{re.escape(key)}[\"']?\s*[=\]]", text, re.MULTILINE)
    start = match.start() + len(match.group()) - len(match.group().lstrip()) if match else 0
    return text.count("\n", 0, start) + 1


def _has_table(path: Path) -> bool:
    try:
        return "mtaudit" in tomllib.loads(path.read_text("utf-8-sig")).get("tool", {})
    except (OSError, ValueError):
        return False


def _path_matches(pattern: str, path: str) -> bool:
    if "/" not in pattern.rstrip("/"):
        return any(re.fullmatch(_regex(pattern.rstrip("/")), part) for part in path.split("/"))
    if pattern.endswith("/"):
        pattern += "**"
    return re.fullmatch(_regex(pattern.removeprefix("./")), path) is not None


def _regex(pattern: str) -> str:
    signs = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return "".join(signs.get(part, re.escape(part)) for part in re.split(r"(\*\*/|\*\*|\*|\?)", pattern))


def _truth(value: Any, _: Path) -> bool:
    if not isinstance(value, bool):
        raise ValueError("is true or false")
    return value


def _number(value: Any, _: Path) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 100:
        raise ValueError("is a number from 0 to 100")
    return float(value)


def _texts(value: Any, _: Path) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise ValueError('is a list of texts, such as ["T201"]')
    return tuple(value)


def _path(value: Any, folder: Path) -> Path:
    if not isinstance(value, str) or not value:
        raise ValueError("is the name of a file")
    return folder / value


def _paths(value: Any, folder: Path) -> tuple[Path, ...]:
    paths = tuple(folder / name for name in _texts(value, folder))
    missing = [str(path) for path in paths if not path.is_file()]
    if missing:
        raise ValueError(f"names a file that is not there: {', '.join(missing)}")
    return paths


def _one_of(*words: str) -> Callable[[Any, Path], str]:
    def check(value: Any, _: Path) -> str:
        if value not in words:
            raise ValueError(f"is one of {', '.join(words)}")
        return str(value)

    return check


def _codes(value: Any, folder: Path) -> tuple[str, ...]:
    from mtaudit.auditor import SelectionError, select_checks

    codes = _texts(value, folder)
    try:
        select_checks(codes)
    except SelectionError as error:
        raise ValueError(f"holds a word that is none: {error}") from None
    return codes


def _severities(value: Any, folder: Path) -> dict[str, Severity]:
    if not isinstance(value, dict):
        raise ValueError("is a table of checks and severities")
    _codes(list(value), folder)
    for code, severity in value.items():
        if severity not in set(Severity):
            raise ValueError(f"of {code} is one of {', '.join(Severity)}")
    return {code: Severity(severity) for code, severity in value.items()}


_KEYS: Mapping[str, Callable[[Any, Path], Any]] = {
    "glossaries": _paths,
    "default-glossaries": _truth,
    "select": _codes,
    "ignore": _codes,
    "severity": _severities,
    "pivot": _one_of(*PIVOTS),
    "pass-mark": _number,
    "fail-on": _one_of(*FAIL_ON),
    "fail-under": _number,
    "baseline": _path,
    "allow": _paths,
}
_IN_OVERRIDES = ("glossaries", "select", "ignore", "severity", "pivot", "pass-mark")
_PATTERNS: Mapping[str, Callable[[Any, Path], Any]] = {"paths": _texts, "outlets": _texts}

KEYS = tuple(_KEYS)
"""Every setting a file may have, in the order they are shown."""
