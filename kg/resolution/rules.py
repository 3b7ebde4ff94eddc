"""The user's identity decisions, which overrule every other: ``identity.yaml``.

::

    same:
      - [person/周砚秋~320102, person/周砚秋~320100]
    different:
      - [person/王伟~320102 @ a/0312.txt, person/王伟~320102 @ b/0313.txt]
    rename:
      organization/深空院: 华东深空探测研究院

A node is named by its key (the end of its IRI) or by its name; behind ``@`` may stand the title or the beginning of the id of a
document, and then only what that document names is meant. In a list of ``different`` every two are different. What is not in the
build is passed over with a note: the file may know more than the build.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

import yaml

from kg.errors import RulesError


@dataclass(frozen=True, slots=True, order=True)
class Selector:
    """Which local nodes a line of the file means: a key or a name, in every document or in one."""

    node: str
    document: str = ""
    line: int = field(default=0, compare=False)

    def is_in(self, document: str, titles: tuple[str, ...]) -> bool:
        """True for a document that is meant."""
        return not self.document or self.document in titles or (len(self.document) >= 8 and document.startswith(self.document))


@dataclass(frozen=True, slots=True)
class Rules:
    """The decisions of a file; ``same`` and ``different`` are groups of at least two, ``file`` its name."""

    same: tuple[tuple[Selector, ...], ...] = ()
    different: tuple[tuple[Selector, ...], ...] = ()
    rename: tuple[tuple[Selector, str], ...] = ()
    file: str = "identity.yaml"

    def selectors(self) -> Iterator[Selector]:
        """Every selector."""
        for group in (*self.same, *self.different):
            yield from group
        yield from (selector for selector, _ in self.rename)


def parse_rules(text: str, name: str) -> Rules:
    """Read the text of an identity file.

    Args:
        text: YAML.
        name: of the file, for messages.

    Raises:
        RulesError: a mistake, with its line.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise RulesError(name, line, f"not YAML: {error.problem or error}") from error
    except yaml.YAMLError as error:
        raise RulesError(name, None, f"not YAML: {' '.join(str(error).split())}") from error
    if root is None:
        return Rules()
    parser = _Parser(name)
    parts: dict[str, yaml.Node] = {}
    for key, value in parser.pairs(root, "the file", "same, different or rename"):
        word = parser.scalar(key)
        if word not in ("same", "different", "rename"):
            raise parser.error(key, f"unknown entry {word!r}; use same, different or rename")
        if word in parts:
            raise parser.error(key, f"{word!r} stands there twice; put its lists together")
        parts[word] = value
    rules = Rules(
        parser.groups(parts.get("same"), "same"),
        parser.groups(parts.get("different"), "different"),
        parser.names(parts.get("rename")),
        name,
    )
    parser.check(rules)
    return rules


class _Parser:
    def __init__(self, name: str) -> None:
        self.name = name

    def error(self, node: yaml.Node, reason: str) -> RulesError:
        return RulesError(self.name, node.start_mark.line + 1, reason)

    def pairs(self, node: yaml.Node, what: str, of: str) -> list[tuple[yaml.Node, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            raise self.error(node, f"{what} must be entries of {of}")
        return list(node.value)

    def scalar(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode) or not str(node.value).strip():
            raise self.error(node, "a name or key is missing here")
        return str(node.value).strip()

    def selector(self, node: yaml.Node) -> Selector:
        head, _, document = self.scalar(node).partition(" @ ")
        if not head.strip() or head.startswith("@"):
            raise self.error(node, "a name or key is missing before @")
        return Selector(head.strip(), document.strip(), node.start_mark.line + 1)

    def groups(self, node: yaml.Node | None, what: str) -> tuple[tuple[Selector, ...], ...]:
        if node is None or (isinstance(node, yaml.ScalarNode) and not node.value):
            return ()
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(node, f"{what} must be a list of lists, as in: - [person/甲, person/乙]")
        groups = []
        for part in node.value:
            if not isinstance(part, yaml.SequenceNode) or len(part.value) < 2:
                raise self.error(part, f"an entry of {what} must be a list of at least two nodes, as in [person/甲, person/乙]")
            group = tuple(self.selector(one) for one in part.value)
            if len(set(group)) < len(group):
                raise self.error(part, f"a node stands twice in one list of {what}; add ' @ document' to tell them apart")
            kinds = {one.node.partition("/")[0] for one in group if "/" in one.node}
            if what == "same" and len(kinds) > 1:
                raise self.error(part, f"nodes of different kinds ({', '.join(sorted(kinds))}) cannot be one")
            groups.append(group)
        return tuple(groups)

    def names(self, node: yaml.Node | None) -> tuple[tuple[Selector, str], ...]:
        if node is None or (isinstance(node, yaml.ScalarNode) and not node.value):
            return ()
        if not isinstance(node, yaml.MappingNode):
            raise self.error(node, "rename must be entries 'key: new name'")
        found: dict[Selector, str] = {}
        for key, value in node.value:
            selector = self.selector(key)
            if selector in found:
                raise self.error(key, f"{selector.node} is renamed twice; remove one of the two")
            found[selector] = self.scalar(value)
        return tuple(found.items())

    def check(self, rules: Rules) -> None:
        """Find what is said to be the same, perhaps by way of others, and different."""
        joined: list[set[Selector]] = []
        for group in rules.same:
            touching = [one for one in joined if not one.isdisjoint(group)]
            joined = [one for one in joined if one.isdisjoint(group)] + [set(group).union(*touching)]
        for group in rules.different:
            for left, right in combinations(group, 2):
                if any({left, right} <= one for one in joined):
                    reason = f"{left.node} and {right.node} are said to be the same as well; remove one of the two"
                    raise RulesError(self.name, left.line, reason)
