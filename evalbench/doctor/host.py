"""This host: how many files it may open, and the data that lie on it."""

from pathlib import Path

from evalbench.doctor.findings import Finding, failure, ok, skipped, verbatim
from evalbench.doctor.subject import Subject
from evalbench.errors.entries import Phrase
from evalbench.stages.limits import open_files

_SHOWN = 3


def files(subject: Subject) -> Finding:
    """`ulimit -n` against batch_size."""
    found = open_files(subject.model.asking.batch_size)
    allowed = "unlimited" if found.allowed is None else str(found.allowed)
    evidence = Phrase(
        f"batch_size {subject.model.asking.batch_size} needs {found.needed}, allowed {allowed}",
        f"batch_size {subject.model.asking.batch_size} 需要 {found.needed} 个, 允许 {allowed}",
    )
    if found.allowed is None or found.needed <= found.allowed:
        return ok(evidence)
    room = found.allowed - (found.needed - subject.model.asking.batch_size)
    raise_it = f"ulimit -Hn {found.needed}"
    return failure(
        evidence,
        Phrase(
            f"{raise_it} (as root), or --batch-size {max(room, 1)}",
            f"{raise_it} (需 root), 或 --batch-size {max(room, 1)}",
        ),
    )


def data(subject: Subject) -> Finding:
    """Every set is there and can be read; the hashes of its files."""
    if not subject.has_data:
        return skipped(Phrase("no --datasets", "没有 --datasets"))
    seen = subject.data.result(subject.until_ns)
    if seen.faults:
        first = seen.faults[0]
        more = f" (+{len(seen.faults) - 1})" if len(seen.faults) > 1 else ""
        said = f"{first.what}{more} [{first.entry.code}]"
        return failure(verbatim(said), verbatim(first.fix))
    rows = sum(len(each.samples) for each in seen.sets)
    names = ", ".join(each.dataset.abbr for each in seen.sets[:_SHOWN])
    more = f" +{len(seen.sets) - _SHOWN}" if len(seen.sets) > _SHOWN else ""
    hashes = "; ".join(f"{Path(each.file).name} {each.sha256[:12]}" for each in seen.files[:_SHOWN])
    also = f" +{len(seen.files) - _SHOWN}" if len(seen.files) > _SHOWN else ""
    return ok(
        Phrase(
            f"{rows} samples of {names}{more}; sha256 {hashes}{also}",
            f"{names}{more} 共 {rows} 个样本; sha256 {hashes}{also}",
        ),
        rows={each.dataset.abbr: len(each.samples) for each in seen.sets},
        files={each.file: each.sha256 for each in seen.files},
    )
