"""Where pictures stand in sections and lessons."""

from quizapp.core.blocks import Block, BlockKind, SourceText
from quizapp.core.generation import draft
from quizapp.core.lessons import Passage, announced_by
from quizapp.core.outline import Outline, outline, walk
from quizapp.core.pictures import PlacedPicture, caption_alone, share

PROSE = "The liver makes bile, which helps with the digestion of fat in the small intestine."
HEART, VEIN = "a" * 64, "b" * 64


def read(*lines: str, placed: tuple[PlacedPicture, ...] = ()) -> SourceText:
    """A document of these lines: "# " begins a heading, "- " an item, "Figure" a caption."""
    text, blocks = "", []
    for line in lines:
        kind = BlockKind.PARAGRAPH
        if line.startswith("# "):
            kind = BlockKind.HEADING
        elif line.startswith("- "):
            kind = BlockKind.LIST_ITEM
        elif line.startswith("Figure"):
            kind = BlockKind.FIGURE
        words = line.removeprefix("# ").removeprefix("- ")
        level = 1 if kind in (BlockKind.HEADING, BlockKind.LIST_ITEM) else 0
        blocks.append(Block(kind, words, len(text), len(text) + len(words), level=level))
        text += f"{words}\n\n"
    return SourceText(text, tuple(blocks), marked_up=True, placed=placed)


def outlined(source: SourceText) -> Outline:
    return outline(source, fallback_title="x")


def by_section(source: SourceText) -> dict[str, list[str]]:
    return {
        section.title: [picture.origin for picture in section.pictures]
        for _, section in walk(outlined(source).sections)
    }


def passages(source: SourceText) -> list[tuple[Passage, ...]]:
    drafted = draft(outlined(source), source.text)
    return [s.lesson.passages if s.lesson else () for s in drafted.sections]


def at_end(source: SourceText, place: int, origin: str = HEART) -> PlacedPicture:
    return PlacedPicture(source.blocks[place].end, origin)


def with_pictures(source: SourceText, *placed: PlacedPicture) -> SourceText:
    return SourceText(source.text, source.blocks, marked_up=True, placed=placed)


def test_a_picture_belongs_to_the_section_that_it_stands_in():
    source = read("# Liver", PROSE, "# Heart", PROSE + " So.")
    source = with_pictures(source, at_end(source, 2), at_end(source, 1, VEIN))
    assert by_section(source) == {"Liver": [VEIN], "Heart": [HEART]}


def test_a_picture_before_all_words_makes_no_section_and_changes_no_title():
    source = read("# Liver", PROSE)
    pictured = with_pictures(source, PlacedPicture(0, HEART))
    assert by_section(pictured) == {"Liver": [HEART]}
    assert outlined(pictured).title == outlined(source).title


def test_pictures_change_no_word_of_the_outline():
    source = read("# Liver", "By Jane Doe, RN", PROSE, "# Heart", PROSE + " So.")
    pictured = with_pictures(source, *(at_end(source, place) for place in range(5)))
    plain, shown = outlined(source), outlined(pictured)
    assert [(s.title, s.text) for _, s in walk(shown.sections)] == [
        (s.title, s.text) for _, s in walk(plain.sections)
    ]
    assert shown.dropped == plain.dropped
    assert by_section(pictured)["Liver"] == [HEART] * 3, "a byline takes no picture with it"


def test_a_figure_shows_its_picture_and_others_stand_behind_what_is_above_them():
    source = read("# Liver", PROSE, "Figure 1: The liver", "One.", "- wash", "- rinse", "Two.")
    source = with_pictures(
        source,
        PlacedPicture(source.blocks[2].start, HEART, "Red"),
        at_end(source, 4, VEIN),
        at_end(source, 6, VEIN),
        at_end(source, 6, HEART),
    )
    [found] = passages(source)
    assert [(p.kind, [picture.origin for picture in p.pictures]) for p in found] == [
        ("paragraph", []),
        ("caption", [HEART]),
        ("paragraph", []),
        ("list", []),
        ("picture", [VEIN]),
        ("paragraph", []),
        ("picture", [VEIN, HEART]),
    ]
    assert found[1].pictures[0].description == "Red"
    assert found[4].lines == ()


def test_a_heading_with_a_picture_alone_is_a_lesson():
    source = read("# Liver", PROSE, "# Heart", "# References")
    source = with_pictures(source, at_end(source, 2), at_end(source, 3))
    _, heart, references = passages(source)
    assert [passage.kind for passage in heart] == ["picture"]
    assert references == ()


def test_a_picture_does_not_part_a_list_from_what_announces_it():
    before = Passage("paragraph", ("The client should not:",), 0, 22)
    picture = Passage("picture", (), 22, 22, pictures=(PlacedPicture(22, HEART),))
    items = Passage("list", ("Sleep on that arm",), 24, 41, depths=(1,))
    assert announced_by([before, picture, items], "Sleep on that arm") == "The client should not:"


def test_pictures_are_shared_out_by_where_parts_begin():
    placed = [PlacedPicture(at, HEART) for at in (9, 0, 5, 4)]
    assert [[each.at for each in part] for part in share(placed, [0, 5, 9])] == [[0, 4], [5], [9]]


def test_a_caption_does_not_say_again_what_the_picture_is_described_by():
    red = [PlacedPicture(0, HEART, "A red heart")]
    both = [*red, PlacedPicture(0, VEIN, "A vein")]
    assert caption_alone("Figure 1: Heart (A red heart)", red) == "Figure 1: Heart"
    assert caption_alone("Figure: A red heart", red) == ""
    assert caption_alone("Figure 1 (A red heart; A vein)", both) == "Figure 1"
    assert caption_alone("Figure 1: Heart", [PlacedPicture(0, HEART)]) == "Figure 1: Heart"
    assert caption_alone("Heart (left)", red) == "Heart (left)"
