"""A page cut into stories and photo captions.

The lines of a page are walked once. A story is open from its dateline (本报讯) or first paragraph to its byline (■记者 X), its
continuation mark (下转第4版), or the next dateline. Lines between stories are headlines, captions or furniture of the page. Which
headline belongs to which story is settled at the end (:mod:`kg.reading.headlines`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.facts import Article
from kg.reading import bylines, bylinewords, datelines, mastheads, sourcelines
from kg.reading.drafts import Draft, Signed, finish
from kg.reading.headlines import assign
from kg.reading.lines import Line, beginning, columns, ends_inside, ends_sentence, split
from kg.reading.padding import unpadded
from kg.reading.pagelines import PageLines, is_signed, starts_byline
from kg.reading.paragraphs import belongs, join
from kg.reading.tables import furniture, layout


def cut(text: str, markdown: bool = False) -> tuple[Article, ...]:
    """The stories and captions of ``text``, in the order of their first characters.

    Args:
        text: the text of a document; every offset counts in it.
        markdown: True where its lines may carry Markdown's marks, which are left out of headlines and texts.

    Returns:
        At least one article where the text has any line that is not furniture of the page.
    """
    lines = split(text, markdown)
    if not lines:
        return ()
    walker = _Walker(PageLines(lines, columns(lines)))
    walker.walk()
    assign(walker.stories, walker.gaps)
    return unpadded(finish([*walker.stories, *walker.captions], walker.whole))


@dataclass
class _Walker:
    """The state of the one pass over the lines of a page.

    ``gaps[k]`` holds the headline blocks before story ``k``; ``pending`` what source lines and bylines above the next story
    say, ``whole`` what holds for the whole page; ``paragraph`` the lines of the paragraph that is open.
    """

    page: PageLines
    stories: list[Draft] = field(default_factory=list)
    captions: list[Draft] = field(default_factory=list)
    gaps: list[list[list[Line]]] = field(default_factory=lambda: [[]])
    whole: Signed = field(default_factory=Signed)
    at: int = 0
    story: Draft | None = None
    pending: Signed = field(default_factory=Signed)
    under_source: bool = False
    paragraph: list[Line] = field(default_factory=list)

    def walk(self) -> None:
        """Walk all lines."""
        lines = self.page.lines
        while self.at < len(lines):
            line = lines[self.at]
            if not self.paragraph and self._masthead():
                continue
            if self.story is None:
                self._between(line)
            else:
                self._inside(line, self.story)
        self._end_paragraph()
        if not self.stories and (self.gaps[-1] or not self.captions):
            self._only_heads()

    # -------------------------------------------------------------- between stories

    def _between(self, line: Line) -> None:
        heads = self.gaps[-1]
        if not heads and not self.pending.source and self.page.above_source(self.at):
            self._head(line)
            self.at += 1
        elif self._furniture():
            return
        elif datelines.find(line.text) is not None:
            self._open()
        elif self._caption() or self._source_line(line) or self._byline(line):
            return
        elif self._headish(line):
            if self.under_source and self.page.joint(self.at):
                self.whole, self.pending = self.pending, Signed()
                heads.insert(0, [line])
            else:
                self._head(line)
            self.at += 1
        elif self.stories and not heads and not self.pending.source:
            self.story = self.stories[-1]
        else:
            self._open()

    def _source_line(self, line: Line) -> bool:
        heads = self.gaps[-1]
        source = sourcelines.parse(line.text, first=not heads and not self.pending.source)
        if source is None or not (heads or source.head or source.labelled or source.weekday or not self.stories):
            return False
        self.at += 1
        if source.weekday and not source.labelled and not source.head:
            self.whole.take_source(line, source)
            return True
        if source.head:
            self._head(beginning(line, source.head))
        behind = bool(self.stories) and not heads and source.published is None
        signed = self.stories[-1].signed if behind else self.pending
        signed.take_source(line, source)
        signed.take_line(line)
        self.under_source = bool(heads)
        return True

    def _byline(self, line: Line) -> bool:
        paragraph = join([line])
        signed = bylines.parse(paragraph.text)
        if signed is None:
            return False
        heads = self.gaps[-1]
        target = self.pending if heads or not self.stories else self.stories[-1].signed
        target.take_credits(paragraph, signed)
        self.under_source = bool(heads) and bool(signed.authors)
        self.at += 1
        return True

    def _head(self, line: Line) -> None:
        heads = self.gaps[-1]
        if heads and line.blanks == 0 and heads[-1][-1].number == line.number - 1:
            heads[-1].append(line)
        else:
            heads.append([line])

    def _open(self) -> None:
        self.story = Draft(self.at, signed=self.pending)
        self.stories.append(self.story)
        self.gaps.append([])
        self.pending = Signed()
        self.under_source = False

    def _only_heads(self) -> None:
        """A page without a text: its first block is the headline, the rest the text; furniture alone is better than nothing."""
        blocks = self.gaps[-1] or [[line] for line in self.page.lines]
        story = Draft(blocks[0][0].number, signed=self.pending)
        story.paragraphs = [[line] for block in blocks[1:] for line in block]
        self.stories.append(story)
        self.gaps = [blocks[:1], []]

    def _headish(self, line: Line) -> bool:
        """True where a line between stories reads like a headline rather than the first line of a text."""
        rules, text, blocks = layout(), line.text, self.gaps[-1]
        ahead = self.page.dateline_ahead(self.at)
        if "。" in text or ends_inside(text) or line.width > rules.headline * (2 if ahead else 1) or text[-1] in "：:；;":
            return False
        if text[0] in "（(" and text[-1] in "）)":
            return False
        if self.under_source:
            return text.startswith(("—", "--")) or self.page.joint(self.at)
        if ahead or not blocks:
            return True
        return sum(map(len, blocks)) < rules.headline_lines and not self.page.starts_column(self.at)

    # -------------------------------------------------------------- inside a story

    def _inside(self, line: Line, story: Draft) -> None:
        if not self.paragraph:
            if self._furniture() or (self.at != story.first and self._caption()):
                return
            if story.paragraphs and self._ends_or_signs(line, story):
                return
        self.paragraph.append(line)
        self.at += 1
        if not self._goes_on(line):
            self._end_paragraph()

    def _ends_or_signs(self, line: Line, story: Draft) -> bool:
        """True where a line after a paragraph belongs to the next story, or says who made this one."""
        dateline = datelines.find(line.text)
        if dateline is not None and dateline.own:
            self._give_back_heads(story)
            return True
        source = sourcelines.parse(line.text)
        if source is not None:
            heads = story.trailing_heads()
            signature = bool(heads) and not source.labelled and bylinewords.is_organization(join(heads[-1]).text)
            if source.published is not None and heads and not signature and self.at + 1 < len(self.page.lines):
                self._give_back_heads(story)
                return True
            story.signed.take_source(line, source)
            story.signed.take_line(line)
            if source.labelled or source.publisher is not None:
                self.at += 1
                return True
            return False
        paragraph = join([line])
        signed = bylines.parse(paragraph.text)
        if signed is None or not signed.whole:
            return False
        if signed.authors and story.trailing_heads() and self.page.text_below(self.at):
            self._give_back_heads(story)
            return True
        story.signed.take_credits(paragraph, signed)
        self.at += 1
        if signed.authors or "silent" in signed.roles:
            self.story = None
        return True

    def _goes_on(self, line: Line) -> bool:
        """True where the next line continues the open paragraph; furniture and captions between them are set aside."""
        lines, page = self.page.lines, self.page
        if self.at >= len(lines):
            return False
        text, following = join(self.paragraph[-_TAIL:]).text, lines[self.at]
        dateline = datelines.find(text) if len(self.paragraph) <= 3 else None
        if (dateline is not None and dateline.cut >= len(text)) or page.name_goes_on(line, following, text):
            return True
        if furniture().continued.search(line.text) or is_signed(text) or starts_byline(following.text):
            return False
        ahead = datelines.find(following.text)
        if ahead is not None and ahead.own:
            return False
        sentence = page.columns.wrapped and page.columns.full(line) and not ends_sentence(line.text)
        if not sentence and bylines.parse(following.text) is not None:
            return False
        if len(self.paragraph) == 1 and page.isolated(line, following):
            return False
        while self._furniture() or self._caption():
            if self.at >= len(lines):
                return False
            following = lines[self.at]
        if page.short_block(self.paragraph, self.at):
            return True
        if page.columns.wrapped and len(self.paragraph) > 1 and following.blanks == 0 and not ends_sentence(line.text):
            return not page.columns.too_wide(following) and following.number not in page.columns.indented
        return belongs(line, following, page.columns)

    def _end_paragraph(self) -> None:
        lines, self.paragraph = self.paragraph, []
        if not lines or self.story is None:
            return
        self.story.paragraphs.append(lines)
        text = join(lines).text
        found = bylines.tail(text)
        signed = found is not None and bool(found[1].authors) and (found[1].marked or self.at < len(self.page.lines))
        if signed or furniture().continued.search(text[-60:]):
            self.story = None

    def _give_back_heads(self, story: Draft) -> None:
        """Headlines of the next story that were read as paragraphs of this one go back between the two."""
        heads = story.trailing_heads()
        if heads:
            del story.paragraphs[-len(heads) :]
        self.story = None
        for lines in heads:
            for line in lines:
                self._head(line)

    # -------------------------------------------------------------- anywhere

    def _masthead(self) -> bool:
        """Take the head of a newspaper page; True where there was one."""
        found = mastheads.find(self.page.lines, self.at)
        if found is None:
            return False
        self.whole.take_masthead(found)
        self.at += found.lines
        return True

    def _furniture(self) -> bool:
        """Skip page furniture; True where there was some."""
        after = self.page.after_furniture(self.at, inside=self.story is not None) if self.at < len(self.page.lines) else None
        self.at = self.at if after is None else after
        return after is not None

    def _caption(self) -> bool:
        """Take a photo caption; True where there was one."""
        found = self.page.caption(self.at) if self.at < len(self.page.lines) else None
        if found is None:
            return False
        draft = Draft(found.lines[0].number, caption=True, paragraphs=[list(found.lines)], caption_end=found.end)
        draft.signed.take_credits(join(found.lines), found.signed)
        self.captions.append(draft)
        self.at = found.lines[-1].number + 1
        return True


_TAIL = 6  # lines at the end of a paragraph that can hold its byline
