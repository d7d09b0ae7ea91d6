"""L9: killed at any moment, an update leaves exactly the old edition in force, or exactly the new one."""

import os
import random
import signal

import pytest
from publisher import NAMES, Answer, un_xml

from watchlists.editions.stored_editions import StoredEditions
from watchlists.editions.verify import damages

CALLS = ("write", "fsync", "replace")


def edition(number):
    """The n-th edition: another day, and a name that no other edition has."""
    return f"2026-{1 + number // 28:02}-{1 + number % 28:02}", (*NAMES, f"EDITION {number:03} WORKS")


def killed_at(world, call, after):
    """Update in a child process that kills itself at its n-th write to disk; whether it lived to the end."""
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    seen = 0

    def counted(real):
        def wrapped(*arguments):
            nonlocal seen
            seen += 1
            if seen == call and not after:
                os.kill(os.getpid(), signal.SIGKILL)
            result = real(*arguments)
            if seen == call:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return wrapped

    for name in CALLS:
        setattr(os, name, counted(getattr(os, name)))
    world.update()
    os._exit(0)


def killed_while(world, stage):
    """Update in a child process that kills itself when it tells this stage."""
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

    def tell(_list_id, told):
        if stage in told:
            os.kill(os.getpid(), signal.SIGKILL)

    world.update(on_progress=tell)
    os._exit(0)


def check_after(world, old, new):
    """What is in force is the old or the new edition, whole and verified; says whether it is the new one."""
    held = world.in_force()
    assert held in (edition(old), edition(new))
    assert damages(StoredEditions.open(world.data)) == ()
    return held == edition(new)


def kill_many(world, kills):
    """Kill updates at these points, one after the other, each towards a newer edition than the last."""
    number, old_kept, new_kept = 0, 0, 0
    world.update(Answer(un_xml(edition(0)[1], edition(0)[0])))
    for kill in kills:
        day, names = edition(number + 1)
        world.publisher.serve("/list.xml", Answer(un_xml(names, day)))
        kill(world)
        if check_after(world, number, number + 1):
            new_kept += 1
            number += 1
        else:
            old_kept += 1
    assert world.update().result in {"new", "unchanged"}
    assert world.in_force() == edition(number + 1) or world.in_force() == edition(number)
    return old_kept, new_kept


def disk_kill(call, after):
    return lambda world: killed_at(world, call, after)


def test_an_update_killed_at_a_sample_of_moments_leaves_no_mixture(world):
    stages = [
        lambda world, stage=stage: killed_while(world, stage)
        for stage in ("asking", "bytes", "reading", "storing", "proving")
    ]
    kills = [disk_kill(call, after) for call in range(1, 32, 5) for after in (False, True)]
    old_kept, new_kept = kill_many(world, [*stages, *kills])
    assert old_kept >= len(stages)
    assert new_kept >= 1


@pytest.mark.soak
def test_300_kills_leave_no_mixture(world):
    chance = random.Random(20261125)
    kills = [disk_kill(chance.randint(1, 30), chance.random() < 0.5) for _ in range(300)]
    old_kept, new_kept = kill_many(world, kills)
    assert old_kept + new_kept == 300
    assert min(old_kept, new_kept) > 10
