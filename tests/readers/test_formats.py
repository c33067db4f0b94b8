"""What is read of every format, from files that other programs made, and how a format is recognised."""

from __future__ import annotations

import bz2
import datetime
import gzip
import io
import lzma
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import reader_samples as samples

from mtaudit.article import Article
from mtaudit.readers import InputError, Source, read_inputs
from mtaudit.readers.sitemap import Entry, entries

if TYPE_CHECKING:
    from pathlib import Path

    from webserver import Server

DAY = datetime.date(2021, 12, 2)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(name: str, data: bytes | str, **settings: Any) -> list[Article | InputError]:
    from pathlib import Path

    path = Path(name)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_inputs([name], stdin=io.BytesIO(), **settings))


def articles(name: str, data: bytes | str, **settings: Any) -> list[Article]:
    items = read(name, data, **settings)
    assert all(isinstance(item, Article) for item in items), items
    return [item for item in items if isinstance(item, Article)]


def errors(name: str, data: bytes | str, **settings: Any) -> list[str]:
    return [str(item) for item in read(name, data, **settings) if isinstance(item, InputError)]


def test_rss() -> None:
    first, second, none = read("a.rss", samples.RSS)
    assert first == Article(
        id="https://e.org/?p=12",
        text=f"{samples.FIRST}\n\nThey didn’t say AT&T.",
        title="Talks “go on”",
        date=DAY,
        url="https://e.org/talks/",
        outlet="The Evening & Morning Post",
        origin="a.rss:11",
    )
    assert isinstance(second, Article)
    assert (second.text, second.id, second.date) == (samples.SECOND, "https://e.org/short/", None)
    assert none == InputError("a.rss:29", "the item https://e.org/none/ has no text; --follow reads its page")


def test_atom() -> None:
    first, second = articles("a.xml", samples.ATOM)
    assert (first.id, first.text) == ("urn:1", f"{samples.FIRST}\n\n{samples.SECOND}")
    assert (first.title, first.date, first.url) == ("Talks & more", DAY, "https://e.org/atom")
    assert first.outlet == "Example Wire"
    assert second.text == "1 < 2, &amp; so on."
    assert second.date == datetime.date(2021, 12, 1)


def test_a_damaged_feed_is_read_as_far_as_it_goes_and_is_an_error() -> None:
    cut = samples.RSS[: samples.RSS.index("<title>No text")]
    first, second, *_, last = read("a.rss", cut)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert isinstance(last, InputError)
    assert "is not well-formed XML" in last.message
    assert last.where.startswith("a.rss:")


def test_json_feed() -> None:
    first, second, third = read("a.json", samples.JSON_FEED)
    assert isinstance(first, Article)
    assert (first.id, first.text, first.outlet) == ("1", samples.FIRST, "Example Wire")
    assert isinstance(second, Article)
    assert (second.id, second.text, second.date) == ("2", samples.SECOND, DAY)
    assert third == InputError("a.json", "the item 3 has no text")


def test_a_news_sitemap_gives_headlines() -> None:
    headline, rest = read("s.xml", samples.SITEMAP)
    assert headline == Article(
        id="https://e.org/a",
        text="Blinken meets colleague in Riga",
        title="Blinken meets colleague in Riga",
        date=DAY,
        url="https://e.org/a",
        outlet="The Post",
        origin="s.xml",
    )
    assert rest == InputError("s.xml", "lists an address without a text; --follow reads the pages")
    assert entries(Source("s", io.BytesIO(samples.SITEMAP.encode())))[1] == Entry(
        "https://e.org/b", datetime.date(2021, 12, 1)
    )


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.csv", lambda f: f.to_csv(index=False).encode()),
        ("semicolon.csv", lambda f: f.to_csv(index=False, sep=";").encode()),
        ("marked.csv", lambda f: f.to_csv(index=False).encode("utf-8-sig")),
        ("carriage.csv", lambda f: f.to_csv(index=False, lineterminator="\r\n").encode()),
        ("a.tsv", lambda f: f.to_csv(index=False, sep="\t").encode()),
        ("a.parquet", lambda f: samples.parquet()),
        ("a.feather", lambda f: samples.feather()),
        ("a.arrow", lambda f: samples.arrow_stream()),
        ("a.jsonl", lambda f: f.to_json(orient="records", lines=True).encode()),
    ],
)
def test_tables_that_pandas_writes(name: str, make: Any) -> None:
    first, second = articles(name, make(samples.frame()))
    assert (first.id, first.text, first.title, first.date, first.url) == (
        "a",
        samples.RECORDS[0]["text"],
        "Talks",
        DAY,
        "https://e.org/a",
    )
    assert (second.id, second.text, second.title, second.date) == ("b", samples.RECORDS[1]["text"], None, None)


def test_a_table_of_lines_keeps_quotes_that_are_none() -> None:
    data = 'id\ttext\n1\t"Yes," he said.\n2\tHe said "no\n3\t"""So,"" he said."\n'
    assert [a.text for a in articles("a.tsv", data)] == ['"Yes," he said.', 'He said "no', '"So," he said.']


def test_rows_that_are_none_are_named_and_the_rest_is_read() -> None:
    items = read("a.csv", 'id,text,date\n1,a,\n2,"b\nb",2021-12-02,x\n3,,\n4,d,then\n5,e,2021-12-02\n')
    assert [str(i) if isinstance(i, InputError) else i.id for i in items] == [
        "1",
        "a.csv:3: the row has 4 fields, the first row names 3",
        "a.csv:5: the record has no text",
        'a.csv:6: date is "then", not an ISO date like 2021-12-02',
        "5",
    ]


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.parquet", "a.arrow", "a.jsonl", "a.json"])
def test_columns_are_mapped(name: str) -> None:
    frame = samples.frame().rename(columns={"id": "key", "text": "body"})
    frame["text"] = "other"
    out = io.BytesIO()
    if name == "a.parquet":
        frame.to_parquet(out)
    elif name == "a.arrow":
        frame.to_feather(out)
    elif name.startswith("a.json"):
        frame.to_json(out, orient="records", lines=name == "a.jsonl")
    else:
        frame.to_csv(out, index=False, sep="," if name == "a.csv" else "\t")
    first, _ = articles(name, out.getvalue(), columns={"id": "key", "text": "body"})
    assert (first.id, first.text) == ("a", samples.RECORDS[0]["text"])


def test_missing_columns_are_told() -> None:
    expected = "there is no column 'text' for the text; there are id, body (map one with text=NAME)"
    assert errors("a.csv", "id,body\n1,a\n") == [f"a.csv:1: {expected}"]
    out = io.BytesIO()
    samples.frame().rename(columns={"text": "body"})[["id", "body"]].to_parquet(out)
    assert errors("a.parquet", out.getvalue()) == [f"a.parquet: {expected}"]
    (missing,) = errors("a.jsonl", '{"id": 1, "text": "a"}', columns={"text": "body"})
    assert missing == "a.jsonl:1: the record has no 'body', which is to be its text"


def test_rows_of_parquet_are_named() -> None:
    frame = samples.frame()
    frame.loc[0, "text"] = None
    out = io.BytesIO()
    frame.to_parquet(out)
    bad, good = read("a.parquet", out.getvalue())
    assert bad == InputError("a.parquet (row 1)", "the record has no text")
    assert isinstance(good, Article)


def test_what_was_read_of_parquet_is_let_go(here: Path) -> None:
    import random
    import tracemalloc

    import pandas as pd

    chance = random.Random(3)
    texts = [chance.randbytes(2_000).hex() for _ in range(4_000)]
    pd.DataFrame({"id": range(len(texts)), "text": texts}).to_parquet("a.parquet", row_group_size=100)
    assert (here / "a.parquet").stat().st_size > 10_000_000
    tracemalloc.start()
    assert sum(isinstance(item, Article) for item in read_inputs(["a.parquet"], stdin=io.BytesIO())) == len(texts)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000


@pytest.mark.parametrize("name", ["a.parquet", "a.arrow"])
def test_a_column_says_what_is_ignored(name: str) -> None:
    frame = samples.frame()
    frame["ignore"] = [["N101", "spacing"], None]
    out = io.BytesIO()
    frame.to_parquet(out) if name == "a.parquet" else frame.to_feather(out)
    assert [article.ignore for article in articles(name, out.getvalue())] == [("N101", "spacing"), ()]
    frame["ignore"] = True
    other = io.BytesIO()
    frame.to_parquet(other) if name == "a.parquet" else frame.to_feather(other)
    assert [article.ignore for article in articles(name, other.getvalue())] == [(), ()]


def test_a_field_of_a_table_says_what_is_ignored() -> None:
    table = 'id,text,ignore,other\na,Fine.,T201 spacing,\nb,Fine.,"N101, T201",\nc,Fine.,,G402\n'
    assert [article.ignore for article in articles("a.csv", table)] == [("T201", "spacing"), ("N101", "T201"), ()]
    mapped = articles("a.csv", table, columns={"ignore": "other"})
    assert [article.ignore for article in mapped] == [(), (), ("G402",)]


def test_rows_that_are_no_text_are_rows() -> None:
    (error,) = errors("a.csv", b"id,text\na,caf\xe9\n")
    assert error.startswith("a.csv:2: is not valid UTF-8")


def test_timestamps_are_dates() -> None:
    import pandas as pd

    frame = samples.frame()
    frame["date"] = pd.to_datetime(frame["date"])
    out = io.BytesIO()
    frame.to_parquet(out)
    first, second = articles("a.parquet", out.getvalue())
    assert (first.date, second.date) == (DAY, None)


def test_po() -> None:
    (article,) = articles("a.po", samples.PO)
    paragraphs = ["Secretary of State Antony Blinken is in Riga.", "First second", "One man", "Many men"]
    assert article.text.split("\n\n") == paragraphs
    assert (article.source or "").split("\n\n") == ["国务卿布林肯在里加。", "第一 第二", "一个人", "很多人"]
    assert article.id == "a.po"


def test_po_that_polib_writes() -> None:
    import polib

    file = polib.POFile()
    file.metadata = {"Content-Type": "text/plain; charset=windows-1252", "X-Source-Language": "ru_RU"}
    file.append(polib.POEntry(msgid="a", msgstr='The café "x"\n'))
    (article,) = articles("a.po", str(file).encode("cp1252"))
    assert (article.text, article.source, article.source_lang) == ('The café "x"', "a", "ru")


def test_xliff_1() -> None:
    first, second = articles("a.xlf", samples.XLIFF1)
    assert (first.id, first.source_lang) == ("a.xlf#a.html", "zh")
    assert first.text == "Secretary Antony Blinken spoke.\n\nSecond & last"
    assert first.source == "国务卿布林肯\n\n第二"
    assert (second.id, second.text, second.origin) == ("a.xlf#b.html", "Third", "a.xlf:11")


def test_xliff_2() -> None:
    (article,) = articles("a.xliff", samples.XLIFF2)
    assert (article.text, article.source, article.source_lang) == ("One. Two.\n\nThree", "Один. Два.\n\nТри", "uk")
    assert article.id == "a.xliff"


def test_tmx() -> None:
    (article,) = articles("a.tmx", samples.TMX)
    assert (article.text, article.source, article.source_lang) == ("Mr Blinken\n\nRiga", "布林肯\n\n里加", "zh")


@pytest.mark.parametrize(
    ("name", "text", "language"),
    [
        ("a.xlf", samples.XLIFF1.split('<file original="b')[0].replace("en-US", "de-DE") + "</xliff>", "de"),
        ("a.xlf", samples.XLIFF2.replace('trgLang="en"', 'trgLang="fr"'), "fr"),
        ("a.xlf", samples.XLIFF2.replace(' trgLang="en"', "").replace("<target>", '<target xml:lang="pl">'), "pl"),
        ("a.po", samples.PO.replace("Language: en", "Language: sr@latin"), "sr"),
    ],
)
def test_a_translation_into_another_language_is_refused(name: str, text: str, language: str) -> None:
    assert read(name, text) == [
        InputError(name, f"its translation is in {language}, not English; mtaudit audits English")
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("a.xlf", samples.XLIFF2.replace('trgLang="en"', said)) for said in ("", 'trgLang="eng"', 'trgLang="und"')),
        *(("a.po", samples.PO.replace("Language: en", f"Language: {said}")) for said in ("", "en@quot", "en_GB.UTF-8")),
        ("a.tmx", samples.TMX.replace('xml:lang="en-US"', 'xml:lang="ENG"')),
        ("a.tmx", samples.TMX.replace('xml:lang="en-US"', "")),
    ],
)
def test_english_by_any_name_and_no_language_are_read(name: str, text: str) -> None:
    (article,) = articles(name, text)
    assert "Riga" in article.text or "One. Two." in article.text


def test_only_the_file_of_an_xliff_document_that_is_not_english_is_refused() -> None:
    refused, article = read("a.xlf", samples.XLIFF1.replace("en-US", "de", 1))
    assert str(refused) == "a.xlf:3: its translation is in de, not English; mtaudit audits English"
    assert isinstance(article, Article) and article.text == "Third"


def test_tmx_units_without_english_are_passed_over() -> None:
    unit = '<tu><tuv xml:lang="zh-CN"><seg>河</seg></tuv><tuv xml:lang="de"><seg>Fluss</seg></tuv></tu>'
    (article,) = articles("a.tmx", samples.TMX.replace("</body>", f"{unit}</body>"))
    assert article.text == "Mr Blinken\n\nRiga"


def test_tmx_without_english_is_refused_once() -> None:
    text = samples.TMX.replace("en-US", "fr")
    message = "has no English: its 2 units are in zh, fr, de; mtaudit audits English"
    assert read("a.tmx", text) == [InputError("a.tmx", message)]


def test_bitext_that_the_translate_toolkit_writes() -> None:
    toolkit = pytest.importorskip("translate.storage")
    assert toolkit
    from translate.storage import tmx, xliff

    memory = tmx.tmxfile()
    memory.addtranslation("里加 & 河", "zh", "Riga & <river>", "en")
    (article,) = articles("t.tmx", bytes(memory))
    assert (article.text, article.source) == ("Riga & <river>", "里加 & 河")
    document = xliff.xlifffile(sourcelanguage="zh", targetlanguage="en")
    unit = document.addsourceunit("里加")
    unit.target = "Riga"
    (article,) = articles("t.xlf", bytes(document))
    assert (article.text, article.source, article.source_lang) == ("Riga", "里加", "zh")


def test_mqm_ratings() -> None:
    first, second = articles("mqm.tsv", samples.MQM)
    assert (first.id, first.origin) == ("Alpha.1/news.1", "mqm.tsv:2")
    assert first.text == 'Brinken is in Riga.\n\nThe "ministry" said so.'
    assert first.source == "布林肯在里加。\n\n外交部说。"
    assert second.text == '"Blinken is in Riga," he said.'
    assert first.source_lang is None


@pytest.mark.parametrize(
    "name", ["mqm_newstest2020_zhen.tsv", "mqm_ted2021_zhen.tsv", "mqm_generalMT2022_zhen.avg.tsv", "mqm.zh-en.tsv"]
)
def test_the_name_of_mqm_ratings_tells_the_language(name: str) -> None:
    assert {article.source_lang for article in articles(name, samples.MQM)} == {"zh"}
    packed = articles(f"{name}.xz", lzma.compress(samples.MQM.encode()))
    assert {article.source_lang for article in packed} == {"zh"}


@pytest.mark.parametrize("name", ["mqm_generalMT2022_ende.tsv", "en-de.tsv"])
def test_mqm_ratings_into_another_language_are_refused(name: str) -> None:
    message = "its translation is in de, not English; mtaudit audits English"
    assert read(name, samples.MQM) == [InputError(name, message)]


@pytest.mark.parametrize("name", ["mqm_open.tsv", "mqm_data.tsv", "mqm_zhende.tsv", "seen.tsv", "zh-en/mqm.tsv"])
def test_other_names_of_mqm_ratings_tell_nothing(name: str, here: Path) -> None:
    (here / "zh-en").mkdir()
    assert {article.source_lang for article in articles(name, samples.MQM)} == {None}


def test_a_folder_of_mt_metrics_eval(here: Path) -> None:
    files = {
        "documents/zh-en.docs": "news d1\nnews d1\nnews d2\n",
        "sources/zh-en.txt": "一\n二\n三\n",
        "references/zh-en.refA.txt": "One\nTwo\nThree\n",
        "references/zh-en.refB.txt": "1\n2\n3\n",
        "system-outputs/zh-en/Alpha.txt": "Won\n\nTree\n",
        "system-outputs/zh-en/refA.txt": "One\nTwo\nThree\n",
        "system-outputs/zh-en/Short.txt": "One\n",
        "human-scores/zh-en.mqm.seg.score": "Alpha 0\n",
    }
    for name, text in files.items():
        path = here / "wmt99" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    items = list(read_inputs(["wmt99"], stdin=io.BytesIO()))
    found = {item.id: item for item in items if isinstance(item, Article)}
    assert list(found) == ["Alpha/d1", "Alpha/d2", "refA/d1", "refA/d2"]
    alpha = found["Alpha/d1"]
    assert (alpha.text, alpha.source, alpha.source_lang, alpha.reference) == ("Won", "一\n\n二", "zh", "One\n\nTwo")
    assert found["refA/d1"].reference == "1\n\n2"
    assert alpha.origin == "wmt99/system-outputs/zh-en/Alpha.txt:1"
    (short,) = [item for item in items if isinstance(item, InputError)]
    assert short.message == "has 1 lines, where documents has 3: lines of both belong together"
    output = "wmt99/system-outputs/zh-en/Alpha.txt"
    assert list(read_inputs([output], stdin=io.BytesIO())) == [found["Alpha/d1"], found["Alpha/d2"]]
    (plain,) = read_inputs([output], stdin=io.BytesIO(), format="plain")
    assert isinstance(plain, Article)
    assert plain.text == "Won\n\nTree\n"


def test_a_folder_of_mt_metrics_eval_into_another_language(here: Path) -> None:
    for pair in ("en-de", "zh-en"):
        for name in (f"documents/{pair}.docs", f"sources/{pair}.txt", f"system-outputs/{pair}/Alpha.txt"):
            path = here / "wmt99" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("news d1\n")
    assert [getattr(item, "source_lang", item) for item in read_inputs(["wmt99"], stdin=io.BytesIO())] == ["zh"]
    (here / "wmt99" / "documents" / "zh-en.docs").unlink()
    refused = "its translation is in de, not English; mtaudit audits English"
    for path in ("wmt99", "wmt99/system-outputs/en-de/Alpha.txt"):
        (error,) = read_inputs([path], stdin=io.BytesIO())
        assert error == InputError("wmt99/documents/en-de.docs", refused)


def test_warc() -> None:
    items = read("a.warc.gz", samples.warc())
    page, old, empty, text = items
    assert isinstance(page, Article)
    assert (page.id, page.title, page.date) == ("https://e.org/talks", "Talks in Riga", DAY)
    assert page.text == samples.PAGE
    assert page.origin == "a.warc.gz (record 1)"
    assert isinstance(old, Article)
    assert old.shown is not None
    assert (old.shown.text, old.date) == ("The café", datetime.date(2021, 12, 3))
    assert empty == InputError("a.warc.gz (record 5)", "https://e.org/empty: shows no text")
    assert isinstance(text, Article)
    assert (text.text, text.url, text.date) == (samples.FIRST, "https://e.org/t", datetime.date(2021, 12, 4))


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")
@pytest.mark.parametrize("packed", [True, False])
def test_an_archive_that_wget_writes(packed: bool, web: Server) -> None:
    """Its records of its own arguments and log are no articles."""
    web.page("/talks", samples.PAGE, content_type="text/html; charset=utf-8")
    web.page("/plain", samples.FIRST, content_type="text/plain")
    pages = [f"{web.url}/talks", f"{web.url}/plain", f"{web.url}/none"]
    options = ["--quiet", "--warc-file=got", "--output-document=/dev/null"]
    subprocess.run(["wget", *options, *([] if packed else ["--no-warc-compression"]), *pages], check=False)
    items = list(read_inputs([f"got.warc{'.gz' if packed else ''}"], stdin=io.BytesIO()))
    assert [item.id for item in items if isinstance(item, Article)] == pages[:2]
    assert len(items) == 2
    assert isinstance(items[0], Article)
    assert items[0].text == samples.PAGE


def test_the_article_of_a_page_in_an_archive() -> None:
    page = read("a.warc.gz", samples.warc(), view="article")[0]
    assert isinstance(page, Article)
    assert page.shown is not None
    assert "newsletter" not in page.shown.text
    assert "Brinken" in page.shown.text


@pytest.mark.parametrize("program", ["gzip", "xz", "zstd", "bzip2"])
def test_what_the_compressors_of_the_system_write(program: str, here: Path) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    text = "\n".join(f'{{"id": {n}, "text": "The paragraph {n}."}}' for n in range(5000))
    packed = subprocess.run([program, "-c"], input=text.encode(), capture_output=True, check=True).stdout
    assert len(articles("named.jsonl", packed)) == 5000
    # Two members one after the other are one stream.
    suffix = {"gzip": ".gz", "xz": ".xz", "zstd": ".zst", "bzip2": ".bz2"}[program]
    assert (
        len(
            articles(
                f"a.jsonl{suffix}",
                packed
                + subprocess.run(
                    [program, "-c"], input=b'\n{"id": "last", "text": "b"}', capture_output=True, check=True
                ).stdout,
            )
        )
        == 5001
    )
    (here / "folder").mkdir()
    (here / "folder" / f"x.jsonl{suffix}").write_bytes(packed)
    (here / "folder" / f"x.tar{suffix}").write_bytes(packed)
    assert len(list(read_inputs(["folder"], stdin=io.BytesIO()))) == 5000


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bz2.compress])
@pytest.mark.parametrize("name", sorted(samples.text_files() | samples.binary_files()))
def test_every_format_may_be_compressed(name: str, pack: Any) -> None:
    data = (samples.text_files() | samples.binary_files())[name]
    if name.endswith(".gz"):
        data = gzip.decompress(data)
        name = name.removesuffix(".gz")
    plain = read(name, data)
    assert any(isinstance(item, Article) for item in plain)
    assert read(name, pack(data)) == plain


@pytest.mark.parametrize(
    ("sample", "count"),
    [
        ("a.rss", 2),
        ("a.atom", 2),
        ("feed.json", 2),
        ("sitemap.xml", 1),
        ("a.html", 1),
        ("a.po", 1),
        ("a1.xlf", 2),
        ("a2.xliff", 1),
        ("a.tmx", 1),
        ("mqm.tsv", 2),
        ("a.jsonl", 2),
        ("a.parquet", 2),
        ("a.feather", 2),
        ("a.arrow", 2),
        ("a.warc.gz", 3),
    ],
)
def test_content_tells_the_format_without_a_name(sample: str, count: int) -> None:
    data = (samples.text_files() | samples.binary_files())[sample]
    assert sum(isinstance(item, Article) for item in read("nameless", data)) == count
    items = list(read_inputs(["-"], stdin=io.BytesIO(data)))
    assert sum(isinstance(item, Article) for item in items) == count


def test_the_format_may_be_given() -> None:
    (article,) = articles("a.html", "<p>x</p>", format="plain")
    assert article.text == "<p>x</p>"
    assert article.shown is None
    first, _ = articles("a.txt", samples.frame().to_csv(index=False), format="csv")
    assert first.id == "a"
    (article,) = articles("a.txt", "<p>x</p>", format="html")
    assert article.shown is not None
    assert article.shown.text == "x"


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"format": "doc"}, "no input format is called 'doc'; there are plain, markdown,"),
        ({"columns": {"body": "text"}}, "no field of an article is called 'body'; there are id, text,"),
        ({"view": "all"}, "no view is called 'all'; there are page, article"),
    ],
)
def test_settings_that_mean_nothing(settings: dict[str, Any], why: str) -> None:
    (error,) = read("a.txt", "a", **settings)
    assert isinstance(error, InputError)
    assert error.message.startswith(why)


def test_xml_of_another_kind_is_refused() -> None:
    (error,) = errors("a.xml", "<?xml version='1.0'?><!-- x --><svg:svg/>")
    assert error.startswith("a.xml: is XML of a kind that is not read (<svg>;")


@pytest.mark.parametrize(
    ("name", "package", "message"),
    [
        ("a.rss", "feedparser", 'reading RSS and Atom needs feedparser: pip install "mtaudit[feeds]"'),
        ("a.parquet", "pyarrow", 'reading Parquet needs pyarrow: pip install "mtaudit[tables]"'),
        ("a.arrow", "pyarrow", 'reading Arrow needs pyarrow: pip install "mtaudit[tables]"'),
        ("a.po", "polib", 'reading PO needs polib: pip install "mtaudit[bitext]"'),
        ("a.tmx", "lxml", 'reading TMX needs lxml: pip install "mtaudit[bitext]"'),
        ("a1.xlf", "lxml", 'reading XLIFF needs lxml: pip install "mtaudit[bitext]"'),
        ("a.warc.gz", "warcio", 'reading WARC needs warcio: pip install "mtaudit[warc]"'),
    ],
)
def test_a_missing_package_is_named(
    name: str, package: str, message: str, monkeypatch: pytest.MonkeyPatch, here: Path
) -> None:
    import sys

    data = (samples.text_files() | samples.binary_files())[name]
    for module in [m for m in sys.modules if m.split(".")[0] == package] + [package]:
        monkeypatch.setitem(sys.modules, module, None)
    (here / "z.txt").write_text("still read")
    (here / name).write_bytes(data)
    error, rest = read_inputs([name, "z.txt"], stdin=io.BytesIO())
    assert error == InputError(name, message)
    assert isinstance(rest, Article)


def test_the_article_view_needs_the_extractor(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "trafilatura", None)
    (error,) = errors("a.html", samples.PAGE, view="article")
    assert error == 'a.html: reading the article of a page needs trafilatura: pip install "mtaudit[feeds]"'
    assert len(articles("a.html", samples.PAGE)) == 1
