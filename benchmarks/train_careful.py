"""Train the careful reader: `python benchmarks/train_careful.py WORK` writes src/amends/engine/weights/careful.npz.

Two networks, which begin at other seeds and whose answers are averaged. Each learns first from tweets labelled for
emotion, offence, irony, sentiment and stance (TweetEval, its training texts; of sentiment its validation texts, the
only ones at hand), then from the labelled controversies, with some of the tweets again. It is shown texts only: with
subject and context a network learns who is usually objected to. The airline tweets and the Steam reviews are never
read here, nor TweetEval's validation texts but for sentiment.

Beside the two that ship, each is trained five times without a fifth of the projects. Those are kept in the folder WORK,
not in the repository: what they say of the projects they never saw decides how the network and the fast reader are
weighed, and `benchmarks/careful_quality.py WORK` judges by them. What lies in WORK already is not trained again.

Seeded; about two hours of one core. Needs benchmarks/train-requirements.txt, the base weights (see
`amends.engine.careful.base_weights`) and the research data (the variable AMENDS_SHARED_DATA, else ../shared/data).
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from careful_net import Net
from tokenizers import Tokenizer
from torch.nn.functional import cross_entropy
from train_reader import DATA, ROOT, Row, threads
from weigh_careful import FOLDS, folds, kept_in, weighing

from amends.engine.careful.base_weights import base_weights, tokenizer_file
from amends.engine.careful.plain import MOST_PIECES, plain
from amends.engine.careful.reader import FORMAT

WEIGHTS = ROOT / "src" / "amends" / "engine" / "weights" / "careful.npz"
SEEDS = (20_261_126, 20_261_127)
"""One a network."""
RANK = 16
QUESTIONS = {"emotion": 4, "offensive": 2, "irony": 2, "sentiment": 3, "stance": 15, "threads": 4, "heat": 1}
SHIPPED = ("threads", "heat", "emotion", "offensive", "irony", "sentiment", "stance")
"""The order in which the heads stand in the weight file."""
TARGETS = ("abortion", "atheism", "climate", "feminist", "hillary")
CLASS_WEIGHTS = (0.8, 1.3, 1.2, 0.8)
"""Objects, supports, questions, neutral: the rare ones count for more."""
HEAT_SHARE = 0.3
REPLAYED, REPLAY_SHARE = 500, 0.5
SMOOTHING = 0.05
MULTIPLE = 16  # lengths are padded to multiples: few shapes, or half precision is slower than whole
WARM_UP = 0.1


@dataclass(frozen=True)
class Stage:
    """How one stage learns; heads learn ten times as fast as the rest at most."""

    epochs: int
    rate: float
    batch: int
    pieces: int


FIRST = Stage(epochs=1, rate=8e-4, batch=32, pieces=64)
SECOND = Stage(epochs=3, rate=4e-4, batch=16, pieces=MOST_PIECES)
HEAD_RATE = 8e-4


@dataclass(frozen=True)
class Example:
    """A text in pieces with the answers that are known of it; ``block`` is where a stance's target has its answers."""

    pieces: list[int]
    question: str
    label: int
    block: int = 0
    heat: int = -1
    weight: float = 1.0


class Cutter:
    """Cuts texts into word pieces."""

    def __init__(self) -> None:
        self._tokenizer = Tokenizer.from_file(str(tokenizer_file()))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MOST_PIECES)

    def __call__(self, texts: list[str]) -> list[list[int]]:
        """Return the pieces of each text, with the marks of its beginning and end."""
        return [found.ids for found in self._tokenizer.encode_batch([plain(text) for text in texts])]


def lines(folder: Path, name: str) -> list[str]:
    return (folder / name).read_text(encoding="utf-8").rstrip("\n").split("\n")


def task(name: str, part: str, cutter: Cutter) -> list[Example]:
    """Return one part of a TweetEval task; `stance` has five targets, each with answers of its own."""
    examples = []
    for block, target in enumerate(TARGETS if name == "stance" else ("",)):
        folder = DATA / "reading" / "tweeteval" / name / target
        labels = [int(label) for label in lines(folder, f"{part}_labels.txt")]
        pieces = cutter(lines(folder, f"{part}_text.txt"))
        examples += [Example(p, name, label, block) for p, label in zip(pieces, labels, strict=True) if len(p) > 2]
    return examples


def tweets(cutter: Cutter, rng: np.random.Generator) -> list[Example]:
    """Return what one epoch of the first stage shows: the small tasks twice, the largest in part."""
    made = []
    for name, times, most in (("emotion", 2, 0), ("stance", 2, 0), ("irony", 1, 0), ("offensive", 1, 6000)):
        examples = task(name, "train", cutter)
        at = rng.permutation(len(examples))[: most or None]
        made += [examples[n] for n in at] * times
    return made + task("sentiment", "val", cutter) * 2


def controversies(rows: list[Row], cutter: Cutter) -> list[Example]:
    pieces = cutter([row.text for row in rows])
    return [Example(p, "threads", r.stance, heat=r.heat) for p, r in zip(pieces, rows, strict=True)]


def batches(examples: list[Example], size: int, most: int, rng: np.random.Generator) -> list[list[Example]]:
    """Cut a shuffled epoch into batches of about one length, themselves in random order."""
    order = rng.permutation(len(examples))
    lengths = np.array([min(len(examples[n].pieces), most) for n in order])
    made = []
    pool = size * 32
    for start in range(0, len(order), pool):
        within = order[start : start + pool][np.argsort(lengths[start : start + pool], kind="stable")]
        made += [[examples[n] for n in within[at : at + size]] for at in range(0, len(within), size)]
    return [made[n] for n in rng.permutation(len(made))]


def padded(pieces: list[list[int]], most: int) -> tuple[torch.Tensor, torch.Tensor]:
    cut = [one if len(one) <= most else [*one[: most - 1], one[-1]] for one in pieces]
    length = -(-max(map(len, cut)) // MULTIPLE) * MULTIPLE
    out = torch.zeros(len(cut), length, dtype=torch.long)
    mask = torch.zeros(len(cut), length, dtype=torch.long)
    for row, one in enumerate(cut):
        out[row, : len(one)] = torch.tensor(one)
        mask[row, : len(one)] = 1
    return out, mask


def loss_of(net: Net, batch: list[Example], most: int) -> torch.Tensor:
    pieces, mask = padded([one.pieces for one in batch], most)
    with torch.autocast("cpu", torch.bfloat16):
        pooled = net(pieces, mask)
    pooled = torch.nn.functional.dropout(pooled.float(), 0.1, net.training)
    total = torch.zeros(())
    for question in sorted({one.question for one in batch}):
        at = [n for n, one in enumerate(batch) if one.question == question]
        scores = net.heads[question](pooled[at])
        label = torch.tensor([batch[n].label for n in at])
        weight = torch.tensor([batch[n].weight for n in at])
        if question == "stance":
            block = torch.tensor([batch[n].block for n in at])
            scores = scores.view(len(at), len(TARGETS), 3)[torch.arange(len(at)), block]
        classes = torch.tensor(CLASS_WEIGHTS) if question == "threads" else None
        each = cross_entropy(scores, label, classes, reduction="none", label_smoothing=SMOOTHING)
        total = total + (each * weight).sum()
        if question == "threads":
            heat = torch.tensor([float(batch[n].heat) for n in at])
            total = total + HEAT_SHARE * ((net.heads["heat"](pooled[at])[:, 0] - heat) ** 2 * weight).sum()
    return total / len(batch)


def learn(net: Net, epochs: list[list[list[Example]]], stage: Stage, name: str) -> None:
    """Learn from epochs of batches, with a rate that rises over the first tenth and then falls to nothing."""
    heads = set(net.heads.parameters())
    groups = [
        {"params": [p for p in net.parameters() if p not in heads], "lr": stage.rate},
        {"params": list(heads), "lr": HEAD_RATE},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = sum(map(len, epochs))
    rising = max(1, int(WARM_UP * steps))
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / rising, max(0.0, (steps - step) / (steps - rising)))
    )
    net.train()
    began, done, sum_ = time.monotonic(), 0, 0.0
    for number, epoch in enumerate(epochs):
        for batch in epoch:
            loss = loss_of(net, batch, stage.pieces)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            rate.step()
            done += 1
            sum_ += float(loss.detach())
        took = time.monotonic() - began
        print(f"{name}: epoch {number + 1}, mean loss {sum_ / done:.4f}, {took:.0f} s", flush=True)


def fresh(seed: int) -> Net:
    torch.manual_seed(seed)
    return Net(base_weights(), QUESTIONS, RANK)


def first_stage(cutter: Cutter, seed: int) -> dict[str, torch.Tensor]:
    net, rng = fresh(seed), np.random.default_rng(seed)
    epochs = [batches(tweets(cutter, rng), FIRST.batch, FIRST.pieces, rng) for _ in range(FIRST.epochs)]
    learn(net, epochs, FIRST, "tweets")
    return net.state_dict()


def again(cutter: Cutter) -> list[Example]:
    """Return the tweets of which some are shown again in the second stage."""
    rng = np.random.default_rng(7)
    made = []
    for name, most in (("emotion", 0), ("stance", 0), ("irony", 0), ("offensive", 6000)):
        examples = task(name, "train", cutter)
        made += [examples[n] for n in rng.permutation(len(examples))[:most]] if most else examples
    return made + task("sentiment", "val", cutter)


def second_stage(kept: dict[str, torch.Tensor], gold: list[Example], tweets: list[Example], seed: int) -> Net:
    """Learn from the controversies, beginning where the first stage ended, with some of its tweets each epoch."""
    net, rng = fresh(seed), np.random.default_rng(seed)
    net.load_state_dict(kept)
    epochs = []
    for _ in range(SECOND.epochs):
        replayed = [replace(tweets[n], weight=REPLAY_SHARE) for n in rng.permutation(len(tweets))[:REPLAYED]]
        epochs.append(batches(gold + replayed, SECOND.batch, SECOND.pieces, rng))
    learn(net, epochs, SECOND, "controversies")
    return net


def shipped(net: Net) -> dict[str, np.ndarray]:
    """Return what a network learned under the names of the base, its heads side by side."""
    learned = net.learned()
    made = {name: value for name, value in learned.items() if not name.startswith("heads.")}
    for part in ("weight", "bias"):
        made[f"heads.{part}"] = np.concatenate([learned[f"heads.{question}.{part}"] for question in SHIPPED])
    return {name: value.astype(np.float16) for name, value in made.items()}


def train(work: Path) -> None:
    """Train every network that is not in the folder yet."""
    cutter = Cutter()
    gold, held, replayed = controversies(threads(), cutter), folds(), again(cutter)
    for member, seed in enumerate(SEEDS):
        first = work / f"member-{member}-tweets.pt"
        for fold in (*range(FOLDS), None):
            target = kept_in(work, member, fold)
            if target.exists():
                continue
            if not first.exists():
                torch.save(first_stage(cutter, seed), first)
            print(f"Member {member}, {'all projects' if fold is None else f'without fold {fold}'}", flush=True)
            shown = gold if fold is None else [gold[n] for n in np.flatnonzero(held != fold)]
            net = second_stage(torch.load(first), shown, replayed, seed)
            fresh_file = target.with_name(f"fresh-{target.name}")
            np.savez_compressed(fresh_file, **shipped(net))
            fresh_file.replace(target)


def main(work: Path) -> None:
    work.mkdir(parents=True, exist_ok=True)
    train(work)
    arrays = {"format": np.array(FORMAT), **weighing(work)}
    for member in range(len(SEEDS)):
        with np.load(kept_in(work, member, None)) as learned:
            arrays |= {f"{member}/{name}": learned[name] for name in learned.files}
    fresh_file = WEIGHTS.with_name("fresh.npz")
    np.savez_compressed(fresh_file, **arrays)
    fresh_file.replace(WEIGHTS)
    print(f"{WEIGHTS.relative_to(ROOT)}: {WEIGHTS.stat().st_size:,} bytes, mix {arrays['mix'].round(3).tolist()}")


if __name__ == "__main__":
    if not DATA.exists():
        sys.exit(f"The research data is not at {DATA}: set AMENDS_SHARED_DATA to where it is.")
    if len(sys.argv) != 2:
        sys.exit("Name a folder for the networks that do not ship: python benchmarks/train_careful.py WORK")
    main(Path(sys.argv[1]))
