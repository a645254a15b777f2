"""A memory remembers what is the same, forgets what is not, and does not grow for ever."""

import pytest

from docgen.memory import SLACK, Itself, Memory


def test_what_is_made_of_the_same_is_made_once() -> None:
    memory, made = Memory(), list[int]()
    for number in (1, 1, 2, 2, 1):
        memory.made(("a",), (number,), lambda number=number: made.append(number))
    assert made == [1, 2, 1]


def test_a_memory_for_one_build_makes_everything() -> None:
    memory, made = Memory(once=True), list[int]()
    for _ in range(2):
        memory.made(("a",), (1,), lambda: made.append(1))
    assert made == [1, 1]
    assert memory.recalled(("a",)) is None
    inner = memory.within()
    for _ in range(2):
        inner.made(("a",), (1,), lambda: made.append(2))
    assert made == [1, 1, 2]


def test_itself_is_the_object_not_its_value() -> None:
    value = [1]
    assert Itself(value) == Itself(value)
    assert Itself(value) != Itself([1])
    with pytest.raises(TypeError):
        hash(Itself(value))


def test_places_that_move_do_not_pile_up() -> None:
    memory = Memory()
    for build in range(20):
        for place in range(SLACK):
            memory.made((build, place), (), lambda: None)
        memory.settle()
        known = sum(memory.recalled((b, p)) is not None for b in range(20) for p in range(SLACK))
        assert known <= 3 * SLACK
    memory.made(("a",), (1,), lambda: 1)
    memory.settle()
    assert memory.made(("a",), (1,), lambda: 2) == 1
