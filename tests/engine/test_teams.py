"""Threads that work side by side: kept, apart from each other, and never left behind."""

import os
import threading
import time

import pytest

from neurosim.engine import teams
from neurosim.engine.teams import team


def names_of(threads):
    gate = threading.Barrier(threads)

    def name():
        gate.wait(timeout=10)
        return threading.current_thread().ident

    with team(threads) as run:
        return run([name] * threads)


def test_the_first_call_runs_here_and_the_others_elsewhere():
    names = names_of(3)
    assert names[0] == threading.get_ident()
    assert len(set(names)) == 3


def test_threads_are_kept():
    assert names_of(2) == names_of(2)


def test_teams_at_the_same_time_have_threads_of_their_own():
    inner = []

    def nested():
        inner.extend(names_of(2))

    with team(2) as run:
        _, outer = run([nested, threading.get_ident])
    assert outer not in inner


def test_results_come_in_order():
    with team(3) as run:
        for _ in range(20):
            assert run([lambda: 0, lambda: 1, lambda: 2]) == [0, 1, 2]


@pytest.mark.parametrize("failing", [0, 1])
def test_an_error_waits_for_the_others(failing):
    finished = []

    def fail():
        raise ValueError("from a member")

    def work():
        time.sleep(0.05)
        finished.append(True)

    calls = [work, work]
    calls[failing] = fail
    with pytest.raises(ValueError, match="from a member"), team(2) as run:
        run(calls)
    assert finished == [True]
    assert len(set(names_of(2))) == 2


def test_a_member_on_a_taken_core_moves(monkeypatch):
    moved, core = [], iter([0, 0, 1, 2, 2])
    monkeypatch.setattr(teams, "_current_core", lambda: next(core))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2}, raising=False)
    monkeypatch.setattr(os, "sched_setaffinity", lambda _, to: moved.append(to), raising=False)
    cores = teams._TakenCores()  # the caller is on core 0
    cores.move_to_another()  # on core 0 as well, so it moves, to core 1
    assert moved == [{1, 2}, {0, 1, 2}]
    cores.move_to_another()  # on core 2, which is free
    assert len(moved) == 2


def test_where_every_core_is_taken_nobody_moves(monkeypatch):
    monkeypatch.setattr(teams, "_current_core", lambda: 0)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
    monkeypatch.setattr(os, "sched_setaffinity", lambda *_: pytest.fail("moved"), raising=False)
    teams._TakenCores().move_to_another()


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="the system does not tell cores")
def test_the_allowed_cores_are_as_before():
    with team(2) as run:
        assert run([lambda: os.sched_getaffinity(0)] * 2) == [os.sched_getaffinity(0)] * 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_forked_process_makes_threads_of_its_own():
    names_of(2)
    child = os.fork()
    if child == 0:
        os._exit(0 if len(set(names_of(2))) == 2 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
