"""The catalogue of errors. Benchmark data that is missing or broken: codes D101 and so on."""

from evalbench.errors import DatasetError

# --- what a plan finds in the rows

NO_ROWS_CHOSEN = DatasetError.of(
    "D101",
    en=("{abbr}: no rows in {path} ({split})", "another test_split, or a wider test_range"),
    zh=("{abbr}: {path} 中没有数据行（{split}）", "换一个 test_split，或放宽 test_range"),
)
NO_COLUMN = DatasetError.of(
    "D102",
    en=(
        "{path}: no column {columns}, which reader_cfg of {abbr} names",
        "the columns are {known}",
    ),
    zh=("{path}: 没有 {abbr} 的 reader_cfg 所写的列 {columns}", "现有的列：{known}"),
)
NO_SUCH_EXAMPLE = DatasetError.of(
    "D103",
    en=(
        "fix_id_list asks for row {row} (counted from 0), but the train split has {count} rows",
        "name rows below {count}",
    ),
    zh=(
        "fix_id_list 要取第 {row} 行（从 0 数起）作 few-shot 示例，但训练集只有 {count} 行",
        "行号必须小于 {count}",
    ),
)
TIMESTAMPS_GO_BACK = DatasetError.of(
    "D104",
    en=(
        "timestamp {timestamp:g} ms of row {row} does not follow {ahead:g} ms",
        "sort the rows by timestamp",
    ),
    zh=(
        "第 {row} 行的 timestamp {timestamp:g} ms 早于前一行的 {ahead:g} ms",
        "请按 timestamp 给各行排序",
    ),
)

# --- random prompts

NO_WORDS = DatasetError.of(
    "D111",
    en=(
        "its vocabulary has no words of one token to make prompts of",
        "the tokenizer of another model",
    ),
    zh=("词表里没有可用来组成提示词的单 token 词", "换用其他模型的分词器"),
)
NO_TEXT_OF_LENGTH = DatasetError.of(
    "D112",
    en=("no text of exactly {tokens} tokens was found", "another length, or another tokenizer"),
    zh=("没能得到恰好 {tokens} 个 token 的文本", "换一个长度，或换用其他分词器"),
)
