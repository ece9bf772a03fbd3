import threading

from app.core.turns import MOST_MEMBERS, Group, Turns


def test_a_turn_is_taken_once_and_then_waited_for() -> None:
    turns = Turns()
    assert turns.take(0)
    assert not turns.take(0.01)
    turns.give_up()
    assert turns.take(0)


def test_the_turn_is_kept_when_nobody_waits() -> None:
    turns = Turns()
    turns.take(0)
    assert not turns.hand_on()
    assert not turns.take(0)


def test_those_in_line_come_in_their_order() -> None:
    turns, order = Turns(), []
    turns.take(0)

    def wait(number: int, after: threading.Event, before: threading.Event) -> None:
        after.wait()
        before.set()
        assert turns.take(30)
        order.append(number)
        if not turns.hand_on():
            turns.give_up()

    gates = [threading.Event() for _ in range(9)]
    threads = [
        threading.Thread(target=wait, args=(number, gates[number], gates[number + 1]))
        for number in range(8)
    ]
    for number, thread in enumerate(threads):
        thread.start()
        gates[number].set()
        while len(turns._waiting) <= number:
            gates[8].wait(0.001)
    assert turns.hand_on()
    for thread in threads:
        thread.join()
    assert order == list(range(8))
    assert turns.take(0)


def test_whoever_gave_up_waiting_is_passed_over() -> None:
    turns = Turns()
    turns.take(0)
    assert not turns.take(0.01)
    assert not turns.hand_on()


def test_a_group_tells_everyone_how_it_ended() -> None:
    well, badly = Group(), Group()
    well.settle(None)
    error = RuntimeError("disk full")
    badly.settle(error)
    assert well.wait() is None
    assert badly.wait() is error


def test_a_group_is_full_at_its_limit() -> None:
    group = Group()
    group.members = MOST_MEMBERS - 1
    assert not group.is_full
    group.members += 1
    assert group.is_full
