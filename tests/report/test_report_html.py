"""The HTML report in a real browser: what it shows, that it runs and asks for nothing, and that it can be read."""

from __future__ import annotations

import datetime
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mtaudit.article import Article
from mtaudit.finding import Severity
from mtaudit.readers import InputError
from mtaudit.report import WRITERS, Options
from mtaudit.report.html import PAGE
from mtaudit.report.overview import mean_of, quantile_t
from tests.browser import Browser, browser

if TYPE_CHECKING:
    from collections.abc import Iterator

EVIL = '<script>window.ran = 1</script><img src=x onerror="window.ran = 2"> Brinken & co. </script> \x1b[31m $x$'

# Every text's contrast with the nearest background behind it (WCAG 2, relative luminance).
CONTRAST = """(() => {
  const rgb = (c) => c.match(/[\\d.]+/g).map(Number);
  const part = (v) => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const lum = (c) => { const [r, g, b] = rgb(c).map(part);
    return .2126 * r + .7152 * g + .0722 * b; };
  const back = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
    if ((rgb(c)[3] ?? 1) > 0) return c; } return "rgb(255, 255, 255)"; };
  let worst = 99, seen = 0;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || !e.getClientRects().length || e.closest("svg,select,button")) continue;
    const [a, b] = [lum(getComputedStyle(e).color), lum(back(e))];
    worst = Math.min(worst, (Math.max(a, b) + .05) / (Math.min(a, b) + .05)); seen++;
  }
  return [worst, seen];
})()"""


@pytest.fixture(scope="module")
def page() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture
def report(make: Any, tmp_path: Path) -> Any:
    def written(*items: Any) -> str:
        path = tmp_path / "report.html"
        path.write_text("".join(WRITERS["html"](items, Options())), encoding="utf-8")
        return path.as_uri()

    return written


def articles(make: Any, many: int) -> list[Any]:
    days = [datetime.date(2024, 2, 1), datetime.date(2024, 2, 2)]
    return [
        make(
            Article(f"a{n}", f"Mr Brinken said so in Kiev on day {n}.", outlet=f"Outlet {n % 3}", date=days[n % 2]),
            {"quoted": "Brinken", "expected": ("Blinken",), "evidence": {"given_name": "Antony"}},
            {"quoted": "Kiev", "code": "G403", "name": "mixed-forms", "severity": Severity.MINOR, "expected": ("",)},
        )
        for n in range(1, many + 1)
    ]


@pytest.mark.parametrize("width", [390, 1280])
def test_a_report_shows_everything_and_asks_for_nothing(page: Browser, report: Any, make: Any, width: int) -> None:
    page.open(report(*articles(make, 4), InputError("bad.txt:3", "is not <b>valid</b>")), width)
    text = page.evaluate("document.body.innerText")
    assert "Audit of 4 articles" in text
    assert "bad.txt:3: is not <b>valid</b>" in text
    assert "suggestion: Blinken" in text
    assert "nothing (delete it)" in text
    assert page.evaluate("document.querySelectorAll('svg.plot').length") == 5
    labels = page.evaluate("[...document.querySelectorAll('svg.plot')].map((s) => s.getAttribute('aria-label'))")
    assert "Mean score by outlet, 95% interval" in labels
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not page.console
    assert all(url.startswith(("file:", "data:")) for url in page.requests)


def test_marks_explain_themselves_by_keyboard(page: Browser, report: Any, make: Any) -> None:
    page.open(report(*articles(make, 1)))
    page.evaluate("document.querySelector('.mark').focus()")
    card = page.evaluate("document.getElementById('card').innerText")
    assert "“Brinken” is misspelled" in card
    assert "Blinken" in card
    assert "given_name: Antony" in card
    page.key("Escape")
    assert page.evaluate("document.getElementById('card').hidden")
    page.key("Enter")
    page.wait_for("document.activeElement.id === 'f1-1'")


def test_a_mark_tells_all_that_is_said_of_it(page: Browser, report: Any, make: Any) -> None:
    whole = {"quoted": "Mr Brinken said so", "code": "G401", "severity": Severity.MINOR, "message": "is broken"}
    evidence = {"given": True, "forms": ["a", "b"]}
    page.open(report(make(Article("a", "Mr Brinken said so."), whole, {"quoted": "Brinken", "evidence": evidence})))
    assert page.evaluate("[...document.querySelectorAll('.mark')].map((m) => m.lastChild.textContent)") == [
        "Mr ", "Brinken", " said so"
    ]  # fmt: skip
    page.evaluate("document.querySelectorAll('.mark')[1].focus()")
    card = page.evaluate("document.getElementById('card').innerText")
    assert card.index("is misspelled") < card.index("is broken")
    assert "given: yes; forms: a, b" in card
    page.evaluate(f"({CHOOSE})('severity', 'minor')")
    page.evaluate("document.querySelectorAll('.mark')[0].focus()")
    page.evaluate("document.querySelectorAll('.mark')[1].focus()")
    assert "is misspelled" not in page.evaluate("document.getElementById('card').innerText")


def test_what_is_missing_has_a_mark(page: Browser, report: Any, make: Any) -> None:
    page.open(report(make(Article("a", "They met."), {"quoted": "", "start": 4, "message": "a name is missing"})))
    assert page.evaluate("document.querySelector('.mark').previousSibling.data") == "They"
    assert page.evaluate("document.querySelector('.mark').getAttribute('aria-label')") == "something is missing"
    page.evaluate("document.querySelector('.mark').focus()")
    assert "a name is missing" in page.evaluate("document.getElementById('card').innerText")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_mark_in_focus_is_not_hidden_behind_its_card(page: Browser, report: Any, make: Any, width: int) -> None:
    words = [f"Word{chr(97 + n)}" for n in range(26)]
    text = "\n\n".join(f"{word} is said here." for word in words)
    page.open(report(make(Article("a", text), *({"quoted": word} for word in words))), width)
    page.evaluate("document.querySelector('.mark').focus()")
    for _ in words[1:]:
        page.key("Tab")
        assert page.evaluate("document.activeElement.className").startswith("mark")
        assert page.evaluate(
            "document.activeElement.getBoundingClientRect().bottom"
            " <= document.getElementById('card').getBoundingClientRect().top"
        )


CHOOSE = "(id, v) => { const s = document.getElementById(id); s.value = v; s.dispatchEvent(new Event('change')); }"
SHOWN = "[...document.querySelectorAll('.findings li')].filter((e) => e.getClientRects().length).length"
COUNT = "document.getElementById('count').textContent"


def test_the_filter_hides_what_is_not_asked_for(page: Browser, report: Any, make: Any) -> None:
    page.open(report(*articles(make, 2)))
    assert page.evaluate(SHOWN) == 4
    page.evaluate(f"({CHOOSE})('severity', 'minor')")
    assert page.evaluate(SHOWN) == 2
    assert page.evaluate(COUNT) == "2 findings"
    assert page.evaluate("[...document.querySelectorAll('.mark')].map((m) => m.tabIndex)") == [-1, 0, -1, 0]
    page.evaluate(f"({CHOOSE})('code', 'N101')")
    assert page.evaluate(SHOWN) == 0


def test_the_filter_finds_what_is_on_another_page(page: Browser, report: Any, make: Any) -> None:
    rare = make(Article("rare", "Pravda said."), {"quoted": "Pravda", "severity": Severity.CRITICAL})
    page.open(report(*articles(make, 2 * PAGE), rare, *articles(make, PAGE)))
    assert page.evaluate(COUNT) == f"{6 * PAGE + 1} findings, {2 * PAGE} on this page"
    page.evaluate(f"({CHOOSE})('severity', 'critical')")
    assert page.evaluate(COUNT) == "1 finding, 1 on this page"
    assert page.evaluate("document.getElementById('page').value") == "2"
    assert page.evaluate(SHOWN) == 1
    for button in ("next", "previous"):
        page.click(f"#{button}")
        assert page.evaluate("document.getElementById('page').value") == "2"
    page.evaluate("location.hash = '#f1-1'")
    page.wait_for("document.activeElement.id === 'f1-1'")
    assert page.evaluate("document.getElementById('severity').value") == ""


def test_paper_is_light_and_shows_what_is_folded(page: Browser, report: Any, make: Any) -> None:
    outlet = "A Newspaper with a Name That Is Longer Than the Paper Is Wide If It May Not Be Broken Anywhere"
    long = make(Article("long", "Brinken.", title="t" * 200, outlet=outlet), {"quoted": "Brinken"})
    page.media(type="print", prefers_color_scheme="dark")
    try:
        page.open(report(*articles(make, 3), long), 700)
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        worst, seen = page.evaluate(CONTRAST)
        body = "getComputedStyle(document.body).color"
        assert page.evaluate(body) == "rgb(27, 27, 27)"
        assert page.evaluate("[...document.querySelectorAll('details')].every((d) => d.open)")
        assert "95% interval" in page.evaluate("document.body.innerText")
        assert page.evaluate("document.querySelector('.wide').scrollWidth") <= 700
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert not page.evaluate("[...document.querySelectorAll('details')].some((d) => d.open)")
    finally:
        page.media()
    assert worst >= 4.5
    assert seen > 40


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(page: Browser, report: Any, make: Any, scheme: str) -> None:
    page.media(**{"prefers-color-scheme": scheme})
    critical = make(Article("c", "Pravda said."), {"quoted": "Pravda", "severity": Severity.CRITICAL})
    page.open(report(*articles(make, 2), critical, InputError("bad", "is bad")))
    worst, seen = page.evaluate(CONTRAST)
    page.media()
    assert seen > 40
    assert worst >= 4.5


def test_severities_differ_in_shape(page: Browser, report: Any, make: Any) -> None:
    text = "One two three four."
    words = zip(text.rstrip(".").split(), Severity, strict=True)
    item = make(Article("a", text), *({"quoted": word, "severity": severity} for word, severity in words))
    page.open(report(item))
    shapes = page.evaluate(
        "[...document.querySelectorAll('.mark')]"
        ".map((m) => getComputedStyle(m).borderBottomStyle + m.firstChild.textContent)"
    )
    assert len(set(shapes)) == 4


def test_nothing_of_an_article_runs(page: Browser, report: Any, make: Any) -> None:
    evil = Article(EVIL, EVIL, title=EVIL, outlet=EVIL)
    item = make(evil, {"quoted": "Brinken", "expected": (EVIL,), "message": EVIL, "evidence": {EVIL: EVIL}})
    page.open(report(*[item] * (PAGE + 2)))
    page.evaluate("document.getElementById('next').click()")
    assert page.evaluate("document.querySelectorAll('article').length") == 2
    assert page.evaluate("document.querySelector('.text').innerText").startswith(EVIL[:40])
    assert page.evaluate("window.ran") is None
    assert not page.console
    assert all(url.startswith(("file:", "data:")) for url in page.requests)


def test_pages_are_turned_and_links_lead_to_their_page(page: Browser, report: Any, make: Any) -> None:
    page.open(report(*articles(make, 2 * PAGE + 1)))
    assert page.evaluate("document.querySelectorAll('article').length") == PAGE
    page.evaluate(f"location.hash = '#a{2 * PAGE + 1}'")
    page.wait_for(f"document.getElementById('a{2 * PAGE + 1}') !== null")
    assert page.evaluate("document.querySelectorAll('article').length") == 1
    assert page.evaluate("document.getElementById('page').value") == "2"


@pytest.mark.slow
def test_ten_thousand_articles_open(page: Browser, report: Any, make: Any) -> None:
    text = "Mr Brinken said so. " + "The ministers met again on Monday and agreed on nothing much at all. " * 60
    item = make(Article("a", text), {"quoted": "Brinken", "expected": ("Blinken",)})
    url = report(*[item] * 10_000)
    began = time.perf_counter()
    page.open(url)
    page.evaluate("location.hash = '#a9999'")
    page.wait_for("document.getElementById('a9999') !== null")
    assert time.perf_counter() - began < 20


def test_without_scripts_the_first_page_can_be_read(page: Browser, report: Any, make: Any) -> None:
    page.scripts(run=False)
    try:
        page.open(report(*articles(make, PAGE + 1)))
    finally:
        page.scripts(run=True)
    assert "Without JavaScript" in page.evaluate("document.body.innerText")


def test_the_document_is_the_same_each_time(make: Any) -> None:
    items = articles(make, 3)
    first, second = ("".join(WRITERS["html"](items, Options())) for _ in range(2))
    assert first == second
    assert not re.search(r'(?:src|href)="(?!#)', first)
    assert "style=" not in first


def test_student_quantiles() -> None:
    """Against a printed table of Student's distribution."""
    for freedom, value in ((2, 4.303), (5, 2.571), (10, 2.228), (30, 2.042), (1000, 1.962)):
        assert quantile_t(freedom) == pytest.approx(value, rel=0.01)


def test_a_mean_of_two_has_no_interval() -> None:
    assert mean_of("x", [50, 70]).low is None
    mean = mean_of("x", [50, 60, 70])
    assert (mean.value, mean.low) == (60, pytest.approx(60 - 4.303 * 10 / 3**0.5, abs=0.3))
