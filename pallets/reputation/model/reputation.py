#!/usr/bin/env python3
"""An independent model of track records, to test the pallet against.

Reads market histories from standard input, one JSON object a line, and writes what each party's record must be to standard
output, one JSON object a line. It uses the standard library alone and shares no code with the pallet: every figure is computed
from the whole history with exact fractions, and rounded only where the documentation of `ainur_primitives::reputation` says so.

A history:

    {"discount": 980000000, "full_age": 100, "now": 50, "tasks": [
        {"agent": 0, "requester": 1, "block": 7, "rating": [5, 4, 3, 2],
         "completed": {"value": "600", "duration": 5, "promised": 10, "disputed": false}},
        {"agent": 0, "requester": 1, "block": 9, "rating": null, "failed": {}},
        {"agent": 0, "requester": 2, "block": 9, "rating": null, "rejected": {}}]}

Fractions (`discount`, `trust`, ...) are in parts per billion, blocks are heights or spans, amounts are plancks as decimal strings.
"""

import json
import operator
import sys
from fractions import Fraction
from itertools import accumulate

BILLION = 10**9
AINU = 10**12
MAX_U64, MAX_U128 = 2**64 - 1, 2**128 - 1
MAX_PRICE = MAX_U128 // 2
HALF = Fraction(1, 2)


def parts(fraction):
    """A fraction in parts per billion, rounded down."""
    return fraction.numerator * BILLION // fraction.denominator


def rounded(fraction):
    """The fraction as the chain can express it."""
    return Fraction(parts(fraction), BILLION)


def weigh(tasks):
    """For each task the weight of a success at its price, before rounding; `None` where nothing was paid.

    Only the average price is rounded, to plancks, since there is no smaller unit.
    """
    prices, weights = [], []
    for task in tasks:
        if "completed" not in task:
            weights.append(None)
            continue
        price = min(int(task["completed"]["value"]), MAX_PRICE)
        average = min(min(sum(prices), MAX_U128) // len(prices), MAX_PRICE) if prices else price
        weights.append(Fraction(price, price + average) if price + average else HALF)
        prices.append(int(task["completed"]["value"]))
    return weights


def opinions(side, tasks, weights):
    """What each task adds to (r, s) of a party, oldest first; one of the two is zero, the other the task's weight.

    A task that says nothing of the party is left out.
    """
    for task, weight in zip(tasks, weights):
        if "completed" not in task:
            if side == "agent":
                yield (Fraction(0), Fraction(1))
        elif side == "requester" and task["completed"]["disputed"]:
            yield (Fraction(0), Fraction(1))
        else:
            yield (weight, Fraction(0))


def left_by(weight, discount):
    """What a task of this weight leaves of a sum of older ones: all for no weight, the discount for full weight."""
    return 1 - (1 - discount) * weight


def exact_sums(added, discount):
    """Each weight times what every later task left of it: the closed form, without rounding."""
    left = list(accumulate((left_by(max(pair), discount) for pair in reversed(added[1:])), operator.mul, initial=Fraction(1)))
    return [sum((weight * share for weight, share in zip(reversed(side), left) if weight), Fraction(0)) for side in zip(*added)]


def rounded_sums(added, discount):
    """The same in parts per billion, with each weight, and each sum that has faded by it, rounded down."""
    totals = [0, 0]
    for pair in added:
        share = left_by(rounded(max(pair)), discount)
        totals = [min(int(total * share) + parts(weight), MAX_U64) for total, weight in zip(totals, pair)]
    return totals


def trust(good, bad):
    """The mean of a Beta distribution."""
    return (good + 1) / (good + bad + 2)


def shared_out(trust_value, others, exact):
    """The trust score from its five terms."""
    terms = zip((40, 20, 20, 10, 10), (trust_value, *others))
    if exact:
        return sum(share * term for share, term in terms) / 100
    return rounded(sum(share * rounded(term) for share, term in terms) / 100)


def promptness(paid):
    """One for no time, one half at the promise, zero from twice the promise on, linear in between; no opinion without a promise."""
    duration, promised = (sum(task["completed"][name] for task in paid) for name in ("duration", "promised"))
    return max(1 - Fraction(duration, promised) / 2, Fraction(0)) if promised else HALF


def age(tasks, now, full_age):
    """Share of the full age that has passed since the first task."""
    if not tasks:
        return Fraction(0)
    return min(Fraction(now - tasks[0]["block"], full_age), Fraction(1)) if full_age else Fraction(1)


def count(tasks, kind):
    """How many tasks ended so."""
    return sum(kind in task for task in tasks)


def party(side, history, tasks, weights):
    """The record of one party and the figures that follow from it."""
    paid = [task for task in tasks if "completed" in task]
    vain = sum(task["completed"]["disputed"] for task in paid)
    failed, rejected = count(tasks, "failed"), count(tasks, "rejected")
    disputed = rejected if side == "agent" else vain
    value = min(sum(int(task["completed"]["value"]) for task in paid), MAX_U128)
    own_failures = failed if side == "agent" else 0
    score = 10 * len(paid) - 20 * own_failures - 30 * disputed + value // (1000 * AINU)

    discount = Fraction(history["discount"], BILLION)
    added = list(opinions(side, tasks, weights))
    good, bad = rounded_sums(added, discount)
    rounded_trust = rounded(trust(Fraction(good, BILLION), Fraction(bad, BILLION)))
    exact_trust = trust(*exact_sums(added, discount)) if added else HALF

    record = {
        "completed": len(paid),
        "failed": failed,
        "disputed": disputed,
        "rejected": 0 if side == "agent" else rejected,
        "value": str(value),
        "duration": sum(task["completed"]["duration"] for task in paid),
        "promised": sum(task["completed"]["promised"] for task in paid),
        "good": good,
        "bad": bad,
        "first_seen": tasks[0]["block"] if tasks else 0,
        "last_seen": tasks[-1]["block"] if tasks else 0,
        "score": min(max(score, 0), MAX_U64),
        "trust": parts(rounded_trust),
    }
    exact = {"trust": exact_trust}
    if side == "agent":
        ratings = [task["rating"] for task in tasks if task["rating"]]
        stars = Fraction(sum(rating[0] for rating in ratings), len(ratings)) if ratings else None
        rating = (stars - 1) / 4 if ratings else HALF
        ended = len(paid) + failed + disputed
        harmony = 1 - Fraction(disputed, ended) if ended else Fraction(1)
        others = (promptness(paid), rating, age(tasks, history["now"], history["full_age"]), harmony)
        record["ratings"] = [len(ratings)] + [sum(rating[kind] for rating in ratings) for kind in range(4)]
        record["rating"] = parts(rating)
        record["average_stars"] = int(stars * 100) if ratings else 0
        record["trust_score"] = parts(shared_out(rounded_trust, others, exact=False))
        exact["trust_score"] = shared_out(exact_trust, others, exact=True)
    # In parts per billion of a billionth, so that what is left out does not matter.
    return {"record": record, "exact": {name: str(int(figure * BILLION**2)) for name, figure in exact.items()}}


def parties(side, history, weights):
    """The records of all that took part on one side, by number."""
    tasks = history["tasks"]
    found = {}
    for number in sorted({task[side] for task in tasks}):
        own = [(task, weight) for task, weight in zip(tasks, weights) if task[side] == number]
        found[str(number)] = party(side, history, [task for task, _ in own], [weight for _, weight in own])
    return found


def books(history):
    """All that the pallet must know after this history."""
    weights = weigh(history["tasks"])
    paid = [int(task["completed"]["value"]) for task in history["tasks"] if "completed" in task]
    return {
        "agents": parties("agent", history, weights),
        "requesters": parties("requester", history, weights),
        "market": {"completed": len(paid), "value": str(min(sum(paid), MAX_U128))},
    }


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(books(json.loads(line))))
