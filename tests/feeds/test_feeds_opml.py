"""OPML: lists of feeds, from whoever."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit.feeds.opml import Feed, OpmlError, read_opml


def opml(body: str, doctype: str = "") -> bytes:
    return f'<?xml version="1.0"?>\n{doctype}<opml version="2.0"><body>\n{body}\n</body></opml>'.encode()


def test_feeds_in_their_order_and_folders() -> None:
    data = opml(
        '<outline text="World"><outline text="b" title=" The  B " type="rss" xmlUrl=" https://b.example/feed "/>\n'
        '<outline text="A" xmlUrl="https://a.example/?x=1&amp;y=2"/></outline>\n'
        '<outline xmlURL="https://c.example/"/><outline text="twice" xmlUrl="https://b.example/feed"/>'
    )
    assert read_opml(data, "f.opml") == [
        Feed("https://b.example/feed", "The B"),
        Feed("https://a.example/?x=1&y=2", "A"),
        Feed("https://c.example/", None),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings(encoding: str) -> None:
    name = encoding.removesuffix("-sig")
    data = f'<?xml version="1.0" encoding="{name}"?><opml><body><outline text="é" xmlUrl="http://e.example/"/></body></opml>'
    assert read_opml(data.encode(encoding), "f")[0].outlet == "é"


BOMB = '<!DOCTYPE opml [<!ENTITY a "ha">\n<!ENTITY b "&a;&a;&a;">]>\n'
OUTSIDE = '<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n'
PARAMETER = '<!DOCTYPE opml [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x">\n%x;]>\n'


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (
            opml('<outline text="&b;" xmlUrl="http://a.example/"/>', BOMB),
            "f.opml:2: the DOCTYPE declares the entity 'a'",
        ),
        (opml('<outline text="x" xmlUrl="http://a.example/"/>', OUTSIDE), "f.opml:2: the DOCTYPE declares the entity"),
        (
            opml('<outline text="x" xmlUrl="http://a.example/"/>', PARAMETER),
            "f.opml:2: the DOCTYPE declares the entity",
        ),
        (b"<html><body/></html>", "f.opml:1: is not OPML: it begins with <html>"),
        (opml("<outline text='x'/>"), "f.opml: lists no feed"),
        (opml("<outline>"), "f.opml:4: broken XML: mismatched tag"),
        (opml("&who;"), "f.opml:3: broken XML: undefined entity"),
        (b"", "f.opml:1: broken XML: no element found"),
        (b"feeds.txt", "f.opml:1: broken XML"),
        (opml("<a>" * 200), "f.opml:3: elements are nested more than 100 deep"),
        (b'<?xml version="1.0" encoding="klingon"?><opml/>', "f.opml:1: "),
    ],
)
def test_what_is_no_list_of_feeds(data: bytes, why: str) -> None:
    with pytest.raises(OpmlError) as caught:
        read_opml(data, "f.opml")
    assert str(caught.value).startswith(why)


@given(st.binary() | st.text().map(opml))
def test_any_bytes_are_a_list_or_an_error(data: bytes) -> None:
    try:
        assert read_opml(data, "f")
    except OpmlError as error:
        assert str(error).startswith("f:")
