"""CMRC 2018 and DRCD: questions in Chinese whose answer is a span of a passage."""

from pathlib import Path
from typing import ClassVar

from evalbench.datasets.passages import read_passages
from evalbench.interfaces import About, Row


class CMRCDataset:
    """CMRC 2018, simplified Chinese, as CLUE publishes it: SQuAD's layout, three answers each.

    Paper: Cui et al. 2019, "A Span-Extraction Dataset for Chinese Machine Reading Comprehension",
    arXiv:1810.07366. Licence: CC BY-SA 4.0. Splits: train 10142, dev 3219 (asked), test 4895; the
    answers of test are not published.
    """

    layout: ClassVar[str] = "CLUE/CMRC/dev.json"
    source: ClassVar[str] = "https://github.com/ymcui/cmrc2018"
    about: ClassVar[About | None] = About(
        title="CMRC 2018",
        paper="arXiv:1810.07366",
        licence="CC BY-SA 4.0",
        rows={"train": 10142, "dev": 3219, "test": 4895},
        verified=False,
    )

    @staticmethod
    def load(path: Path, split: str) -> list[Row]:  # noqa: ARG004 - the file is its only split
        """The rows: context, question, answers."""
        return read_passages(path, layout=CMRCDataset.layout, source=CMRCDataset.source)


class DRCDDataset:
    """DRCD, traditional Chinese, in SQuAD's layout.

    Paper: Shao et al. 2018, "DRCD: a Chinese Machine Reading Comprehension Dataset",
    arXiv:1806.00920. Licence: CC BY-SA 3.0. Splits: train 26936, dev 3524 (asked), test 3493.
    """

    layout: ClassVar[str] = "CLUE/DRCD/dev.json"
    source: ClassVar[str] = "https://github.com/DRCKnowledgeTeam/DRCD"
    about: ClassVar[About | None] = About(
        title="DRCD",
        paper="arXiv:1806.00920",
        licence="CC BY-SA 3.0",
        rows={"train": 26936, "dev": 3524, "test": 3493},
        verified=False,
    )

    @staticmethod
    def load(path: Path, split: str) -> list[Row]:  # noqa: ARG004 - the file is its only split
        """The rows: context, question, answers."""
        return read_passages(path, layout=DRCDDataset.layout, source=DRCDDataset.source)
