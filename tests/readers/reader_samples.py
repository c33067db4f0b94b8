"""Small real files of every format, for the tests of readers: made by the programs that make such files."""

from __future__ import annotations

import io
import json
from typing import Any

FIRST = "Secretary of State Antony Blinken met his colleague in Riga on Thursday."
SECOND = "They talked about the border, the ministry said."
SOURCES = ["国务卿布林肯周四在里加会见了他的同事。", "外交部说,他们谈到了边界。"]
RECORDS = [
    {"id": "a", "text": f"{FIRST}\n\n{SECOND}", "title": "Talks", "date": "2021-12-02", "url": "https://e.org/a"},
    {"id": "b", "text": 'He said "no", and left; a|b\tc.', "title": None, "date": None, "url": None},
]

# As WordPress writes it (wp-includes/feed-rss2.php).
RSS = f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:atom="http://www.w3.org/2005/Atom"
	>
<channel>
	<title>The Evening &amp; Morning Post</title>
	<atom:link href="https://e.org/feed/" rel="self" type="application/rss+xml" />
	<link>https://e.org</link>
	<generator>https://wordpress.org/?v=6.4.2</generator>
	<item>
		<title>Talks &#8220;go on&#8221;</title>
		<link>https://e.org/talks/</link>
		<dc:creator><![CDATA[Jane Doe]]></dc:creator>
		<pubDate>Thu, 02 Dec 2021 10:15:00 +0000</pubDate>
		<guid isPermaLink="false">https://e.org/?p=12</guid>
		<description><![CDATA[<p>Secretary of State [&#8230;]</p>]]></description>
		<content:encoded><![CDATA[
<p>{FIRST}</p>
<p>They didn&#8217;t say <strong>AT&amp;T</strong>.</p>
]]></content:encoded>
	</item>
	<item>
		<title>Short</title>
		<link>https://e.org/short/</link>
		<guid>https://e.org/short/</guid>
		<description>{SECOND}</description>
	</item>
	<item>
		<title>No text</title>
		<guid>https://e.org/none/</guid>
	</item>
</channel>
</rss>
"""

ATOM = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <title>Example Wire</title>
  <id>urn:uuid:60a76c80-d399-11d9-b93C-0003939e0af6</id>
  <updated>2021-12-02T18:30:02Z</updated>
  <entry>
    <title type="html">Talks &amp;amp; more</title>
    <link href="https://e.org/atom"/>
    <id>urn:1</id>
    <updated>2021-12-02T18:30:02Z</updated>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{FIRST}</p><p>{SECOND}</p></div></content>
  </entry>
  <entry>
    <title>Plain</title>
    <id>urn:2</id>
    <published>2021-12-01T23:30:02+09:00</published>
    <updated>2021-12-02T18:30:02Z</updated>
    <content type="text">1 &lt; 2, &amp;amp; so on.</content>
  </entry>
</feed>
"""

JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Example Wire",
        "items": [
            {"id": "1", "url": "https://e.org/1", "content_html": f"<p>{FIRST}</p>", "title": "Talks"},
            {"id": 2, "content_text": SECOND, "date_published": "2021-12-02T10:00:00-05:00"},
            {"id": "3", "title": "nothing"},
        ],
    }
)

SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
  <url><loc>https://e.org/a</loc>
    <news:news>
      <news:publication><news:name>The Post</news:name><news:language>en</news:language></news:publication>
      <news:publication_date>2021-12-02T09:00:00Z</news:publication_date>
      <news:title>Blinken meets colleague in Riga</news:title>
    </news:news>
  </url>
  <url><loc>https://e.org/b</loc><lastmod>2021-12-01</lastmod></url>
</urlset>
"""

PAGE = f"""<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>Talks in Riga &#8211; The Post</title>
  <meta property="og:title" content="Talks in Riga">
  <meta property="og:site_name" content="The Post">
  <meta property="article:published_time" content="2021-12-02T10:15:00+00:00">
  <link rel="canonical" href="https://e.org/talks/">
  <style>p > a {{ color: red }}</style>
  <script>if (1 < 2) document.write("<p>never</p>");</script>
</head>
<body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World news</a></li></ul></nav>
<main><article>
<h1>Talks in Riga</h1>
<p>US Secretary of State Anthony&nbsp;<b>Brinken</b> said on Thursday that he didn&#8217;t
meet Ukrainian Foreign Minister Dmytro <a href="/x" title="a > b">Culeba</a>.</p>
<!-- <p>an advertisement</p> -->
<p>{FIRST} {SECOND} The two of them shook hands in front of the cameras and left.</p>
<p>Shares of AT&amp;T rose after the talks, which had lasted for more than three hours in the old town.</p>
</article></main>
<aside><p>Subscribe to our newsletter</p></aside>
<footer><p>All rights reserved by the owner</p></footer>
</body></html>
"""

# As msgmerge writes it.
PO = """# Translations of news.
msgid ""
msgstr ""
"Project-Id-Version: news\\n"
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

#: news.py:12
msgid "国务卿布林肯在里加。"
msgstr ""
"Secretary of State Antony "
"Blinken is in Riga."

#: news.py:14
#, fuzzy
msgid "第一\\n第二"
msgstr "First\\nsecond"

msgid "一个人"
msgid_plural "很多人"
msgstr[0] "One man"
msgstr[1] "Many men"

msgid "未译"
msgstr ""

#~ msgid "旧"
#~ msgstr "Old"
"""

XLIFF1 = """<?xml version="1.0" encoding="UTF-8"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">
  <file original="a.html" source-language="zh-CN" target-language="en-US" datatype="html"><body>
    <group><trans-unit id="1"><source>国务卿<g id="1">布林肯</g></source>
      <target>Secretary <g id="1">Antony <ph id="2">&lt;br/&gt;</ph>Blinken</g> spoke.</target>
      <alt-trans><target>Never</target></alt-trans></trans-unit></group>
    <trans-unit id="2"><source>第二</source>
      <target><mrk mtype="seg" mid="0">Second &amp; last</mrk></target></trans-unit>
    <trans-unit id="3"><source>未译</source></trans-unit>
  </body></file>
  <file original="b.html" source-language="zh-CN" target-language="en-US" datatype="html"><body>
    <trans-unit id="1"><source>三</source><target>Third</target></trans-unit>
  </body></file>
</xliff>
"""

XLIFF2 = """<?xml version="1.0" encoding="UTF-8"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="uk" trgLang="en">
  <file id="f1">
    <unit id="u1">
      <segment><source>Один.</source><target>One<ph id="1"/>.</target></segment>
      <ignorable><source> </source></ignorable>
      <segment><source>Два.</source><target><pc id="2">Two</pc>.</target></segment>
    </unit>
    <group id="g"><unit id="u2"><segment><source>Три</source><target>Three</target></segment></unit></group>
  </file>
</xliff>
"""

TMX = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header srclang="zh-CN" creationtool="x" creationtoolversion="1" segtype="sentence"
 o-tmf="x" adminlang="en" datatype="plaintext"/>
<body>
<tu><tuv xml:lang="zh-CN"><seg>布林肯</seg></tuv>
  <tuv xml:lang="en-US"><seg>Mr <bpt i="1">&lt;b&gt;</bpt>Blinken<ept i="1">&lt;/b&gt;</ept></seg></tuv></tu>
<tu><tuv xml:lang="en-US"><seg>Riga</seg></tuv><tuv xml:lang="zh-CN"><seg>里加</seg></tuv>
  <tuv xml:lang="de"><seg>Riga!</seg></tuv></tu>
</body></tmx>
"""

# As the ratings of the WMT are: a row for each error of each rater.
MQM = """system\tdoc\tdoc_id\tseg_id\trater\tsource\ttarget\tcategory\tseverity
Alpha.1\tnews.1\t2\t2\trater1\t外交部说。\tThe "<v>ministry</v>" said so.\tAccuracy/Mistranslation\tMajor
Alpha.1\tnews.1\t1\t1\trater1\t布林肯在里加。\tBrinken is in Riga<v>Brinken is in Riga.</v>\tFluency/Grammar\tMinor
Alpha.1\tnews.1\t1\t1\trater2\t布林肯在里加。\t<v>Brinken</v> is in Riga.\tTerminology\tMajor
Alpha.1\tnews.1\t1\t1\trater3\t<v>布林肯</v>在里加。\tBrinken is in Riga.\tno-error\tno-error
Beta.2\tnews.1\t1\t1\trater1\t布林肯在里加。\t"""
MQM += '"""Blinken is in Riga,"" he said."\tno-error\tno-error\n'


def warc() -> bytes:
    """What warcio writes for a page, a picture, a page that was not found, and a resource of plain text."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)

    def response(url: str, kind: str, content: bytes, status: str = "200 OK") -> None:
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.0")
        dated: Any = {"WARC-Date": "2021-12-03T00:00:00Z"}
        record = writer.create_warc_record(
            url, "response", payload=io.BytesIO(content), http_headers=headers, warc_headers_dict=dated
        )
        writer.write_record(record)

    response("https://e.org/talks", "text/html; charset=UTF-8", PAGE.encode())
    response("https://e.org/picture", "image/png", b"\x89PNG")
    response("https://e.org/none", "text/html", b"<p>Not found</p>", "404 Not Found")
    response("https://e.org/old", "text/html; charset=windows-1252", "<p>The caf\xe9</p>".encode("cp1252"))
    response("https://e.org/empty", "text/html", b"<script>1</script>")
    text = writer.create_warc_record(
        "https://e.org/t",
        "conversion",
        payload=io.BytesIO(FIRST.encode()),
        warc_content_type="text/plain",
        warc_headers_dict={"WARC-Date": "2021-12-04T00:00:00Z"},
    )
    writer.write_record(text)
    return out.getvalue()


def frame() -> Any:
    """The records as a data frame."""
    import pandas as pd

    return pd.DataFrame(RECORDS)


def parquet() -> bytes:
    """What pandas writes as Parquet, in groups of one row."""
    out = io.BytesIO()
    frame().to_parquet(out, row_group_size=1)
    return out.getvalue()


def feather() -> bytes:
    """What pandas writes as Feather 2, which is an Arrow file."""
    out = io.BytesIO()
    frame().to_feather(out)
    return out.getvalue()


def arrow_stream() -> bytes:
    """An Arrow stream, as data sets are kept."""
    import pyarrow as pa

    table = pa.Table.from_pylist(RECORDS)
    out = io.BytesIO()
    with pa.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table, max_chunksize=1)
    return out.getvalue()


def text_files() -> dict[str, bytes]:
    """Every sample by name."""
    texts = {"a.rss": RSS, "a.atom": ATOM, "feed.json": JSON_FEED, "sitemap.xml": SITEMAP, "a.html": PAGE, "a.po": PO}
    texts |= {"a1.xlf": XLIFF1, "a2.xliff": XLIFF2, "a.tmx": TMX, "mqm.tsv": MQM}
    texts |= {"a.csv": frame().to_csv(index=False), "a.tsv": frame().to_csv(index=False, sep="\t")}
    texts |= {"a.jsonl": frame().to_json(orient="records", lines=True)}
    return {name: text.encode() for name, text in texts.items()}


def binary_files() -> dict[str, bytes]:
    """Every sample that is no text, by name."""
    return {
        "a.parquet": parquet(),
        "a.feather": feather(),
        "a.arrow": arrow_stream(),
        "a.warc.gz": warc(),
    }
