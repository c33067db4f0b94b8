"""Short mentions of the names of a Chinese source."""

from mtaudit.glossary.entry import Entry, Kind, Office
from mtaudit.glossary.index import GlossaryIndex
from mtaudit.source.short import with_short_mentions

ENTRIES = (
    Entry("Malawi", Kind.PLACE, native={"zh": ("马拉维",)}),
    Entry("Malaysia", Kind.PLACE, native={"zh": ("马来西亚",)}),
    Entry("Peter Mutharika", Kind.PERSON, offices=(Office("President", "Malawi"),)),
    Entry("Anwar Ibrahim", Kind.PERSON, offices=(Office("Prime Minister", "Malaysia"),)),
    Entry("Xi'an", Kind.PLACE, native={"zh": ("西安",)}),
    Entry("Wang Boxiang", Kind.PERSON, native={"zh": ("王伯祥",)}),
)
INDEX = GlossaryIndex(ENTRIES, "test")


def mentions(source: str, language: str = "zh") -> list[tuple[str, str]]:
    """What is written, and for which entry."""
    natives = tuple(INDEX.natives("zh").find(source))
    found = with_short_mentions(natives, source, language, INDEX)
    assert all(source[native.start : native.end] == native.written for native in found)
    return [(native.written, INDEX.entries[native.entry].canonical) for native in found]


def test_a_country_stands_for_its_first_sign() -> None:
    assert mentions("马拉维外长说，中马关系很好，马方感谢中方。") == [
        ("马拉维", "Malawi"),
        ("马", "Malawi"),
        ("马", "Malawi"),
    ]


def test_nothing_is_short_for_a_name_that_the_source_never_gives_in_full() -> None:
    assert mentions("中马关系很好，马方感谢中方。") == []


def test_two_countries_of_one_sign_leave_it_open() -> None:
    assert mentions("马拉维和马来西亚外长会晤，马方表示感谢。") == [("马拉维", "Malawi"), ("马来西亚", "Malaysia")]


def test_ordinary_words_are_no_short_mentions() -> None:
    assert mentions("西安的客人说，西方和马方面不同。马拉维。") == [("西安", "Xi'an"), ("马拉维", "Malawi")]


def test_a_given_name_stands_for_the_person_named_in_full() -> None:
    assert mentions("王伯祥任书记。人们叫他伯祥书记。") == [("王伯祥", "Wang Boxiang"), ("伯祥", "Wang Boxiang")]


def test_other_languages_are_left_alone() -> None:
    assert mentions("王伯祥任书记。人们叫他伯祥书记。", "ja") == [("王伯祥", "Wang Boxiang")]
