"""DROP: questions on a passage that ask to count, add, sort or compare."""

from pathlib import Path
from typing import ClassVar

from evalbench.datasets.answers import answers_of, text_of
from evalbench.datasets.files import existing, read_jsonl
from evalbench.interfaces import About, Row


class DropOpenAIDataset:
    """DROP as simple-evals has it: passage and question in one text, its answers parted by `|`.

    Paper: Dua et al. 2019, "DROP: A Reading Comprehension Benchmark Requiring Discrete Reasoning
    Over Paragraphs", arXiv:1903.00161. Licence: CC BY-SA 4.0. Splits: dev 9536 (asked), train 77409
    (examples). `train.jsonl` is simple-evals' drop_v0_train.jsonl; only the 3-shot config reads it.
    """

    layout: ClassVar[str] = "drop_simple_eval/dev.jsonl[, drop_simple_eval/train.jsonl]"
    source: ClassVar[str] = "https://github.com/openai/simple-evals"
    about: ClassVar[About | None] = About(
        title="DROP",
        paper="arXiv:1903.00161",
        licence="CC BY-SA 4.0",
        rows={"train": 77409, "dev": 9536},
        verified=False,
    )

    @staticmethod
    def load(path: Path, split: str) -> list[Row]:
        """The rows: prompt (passage, question, `Answer:`), answers, and completion.

        `completion` is the answer as an example shows it. Split `train` is the file of that name
        beside `path`; every other one is `path` itself.
        """
        file = existing(
            path.with_name("train.jsonl") if split == "train" else path,
            layout=DropOpenAIDataset.layout,
            source=DropOpenAIDataset.source,
        )
        rows: list[Row] = []
        for line, row in read_jsonl(file, required=("context", "ref_text")):
            prompt = text_of(file, line, "context", row["context"])
            told = text_of(file, line, "ref_text", row["ref_text"])
            # some rows end in a bar
            parts = [part.strip() for part in told.split("|") if part.strip()]
            answers = answers_of(file, line, "ref_text", parts)
            shown = row.get("completion") or f" {answers[0]}"
            rows.append({"prompt": prompt, "answers": answers, "completion": str(shown)})
        return rows
