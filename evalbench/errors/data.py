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


# Files

DATA_NOT_FOUND = DatasetError.of(
    "D201",
    en=(
        "{where}: no data at {path!r}; looked in {places}",
        "set {variable} to the folder that holds {folder}/\n  layout: {layout}\n"
        "  from:   {source}{hint}",
    ),
    zh=(
        "{where}: {path!r} 处没有数据；已查找 {places}",
        "把 {variable} 设为 {folder}/ 所在的目录\n  结构：{layout}\n  来源：{source}{hint}",
    ),
)
FILE_MISSING = DatasetError.of(
    "D202",
    en=("{file} is {missing_or_folder}", "layout: {layout}\n  from:   {source}{hint}"),
    zh=("文件 {file} {missing_or_folder}", "结构：{layout}\n  来源：{source}{hint}"),
)
FILE_NOT_READ = DatasetError.of(
    "D203",
    en=("{file} cannot be read: {reason}", "see that you may read it, and that its disk is there"),
    zh=("无法读取 {file}：{reason}", "请确认有读取权限，并且磁盘可用"),
)
FILE_EMPTY = DatasetError.of(
    "D204",
    en=("{file} is empty", "its first line must name the columns"),
    zh=("{file} 是空文件", "第一行应为列名"),
)
NO_ROWS = DatasetError.of(
    "D205",
    en=("{file} has no rows", "fetch or write it again, or leave out the data set"),
    zh=("{file} 没有数据行", "请重新获取或生成该文件，或去掉这个数据集"),
)
NOT_UTF8 = DatasetError.of(
    "D206",
    en=(
        "{file} line {line}: expected UTF-8, found byte 0x{byte:02x}",
        "if it is GB18030: iconv -f GB18030 -t UTF-8 {name}",
    ),
    zh=(
        "{file} 第 {line} 行：应为 UTF-8，却有字节 0x{byte:02x}",
        "如果是 GB18030 编码：iconv -f GB18030 -t UTF-8 {name}",
    ),
)
OTHER_SUFFIX = DatasetError.of(
    "D207",
    en=(
        "{file}: expected a file that ends in .jsonl or .csv",
        "rename it, or turn it into one of them",
    ),
    zh=("{file}: 文件名应以 .jsonl 或 .csv 结尾", "改文件名，或转换成其中一种格式"),
)

# Fetching

BY_HAND = DatasetError.of(
    "D520",
    en=(
        "{name} has no source that can be fetched{why}",
        "put {files} below {folder}/\n  from: {source}",
    ),
    zh=(
        "{name} 没有可自动下载的来源{why}",
        "请把 {files} 放到 {folder}/ 下\n  来源：{source}",
    ),
)
NOT_FETCHED = DatasetError.of(
    "D521",
    en=(
        "{name} could not be fetched from {tried}",
        "put {files} below {folder}/ yourself\n  from: {source}\n"
        "  or give an address that can be reached: {variables}; the same command goes on where "
        "this one broke off",
    ),
    zh=(
        "无法从{tried}下载 {name}",
        "请手动把 {files} 放到 {folder}/ 下\n  来源：{source}\n"
        "  或指定可以访问的地址：{variables}；再次执行同一命令会从中断处继续",
    ),
)
OTHER_FILE_THERE = DatasetError.of(
    "D522",
    en=(
        "{path} is not the published file: its SHA-256 begins with {found}, not {expected}",
        "move it away to have it fetched, or keep it: it is left as it is",
    ),
    zh=(
        "{path} 与发布的文件不同：SHA-256 开头为 {found}，应为 {expected}",
        "如需重新下载请先移走它；否则可保留，程序不会改动它",
    ),
)
NO_ROOM_FOR_DATA = DatasetError.of(
    "D523",
    en=(
        "{folder} has no room for {name}: {reason}",
        "make room, or set {variable} to another disk; the same command goes on from there",
    ),
    zh=(
        "{folder} 空间不足，放不下 {name}：{reason}",
        "请腾出空间，或把 {variable} 设到别的磁盘；再次执行同一命令会继续",
    ),
)
BEING_FETCHED = DatasetError.of(
    "D524",
    en=("{folder} is being fetched into by {holder}", "wait for its end, or end it"),
    zh=("{holder} 正在向 {folder} 下载", "请等它结束，或将其终止"),
)
DATA_FOLDER_FAILS = DatasetError.of(
    "D525",
    en=("{path} cannot be used: {reason}", "see that you may read and write there"),
    zh=("无法使用 {path}：{reason}", "请确认有读写权限"),
)

# Lines of any data set

NOT_JSON = DatasetError.of(
    "D211",
    en=(
        "{file} line {line} is not JSON: {reason} (column {column})",
        "each line must be one whole JSON object",
    ),
    zh=(
        "{file} 第 {line} 行不是 JSON：第 {column} 列：{reason}",
        "每行应是一个完整的 JSON 对象",
    ),
)
LINE_NOT_READ = DatasetError.of(
    "D212",
    en=("{file} line {line} cannot be read: {reason}", "mend or remove this line"),
    zh=("{file} 第 {line} 行无法读取：{reason}", "修正或删除这一行"),
)
HALF_A_CHARACTER = DatasetError.of(
    "D213",
    en=(
        "{file} line {line} holds half a surrogate pair (\\ud83d, say), which is no text",
        "write the character itself, or both halves of it",
    ),
    zh=(
        "{file} 第 {line} 行含有半个代理对（如 \\ud83d），不是有效文本",
        "直接写出该字符，或写全代理对的两半",
    ),
)
NO_OBJECT = DatasetError.of(
    "D214",
    en=(
        "{file} line {line} is no JSON object: {start}",
        'each line must be an object, as in {{"question": "…"}}',
    ),
    zh=(
        "{file} 第 {line} 行不是 JSON 对象：{start}",
        '每行应是一个对象，如 {{"question": "…"}}',
    ),
)
KEY_MISSING = DatasetError.of(
    "D215",
    en=(
        "{file} line {line} has no {key!r}; expected {expected}, found {found}",
        "add it, or rename the one that holds it; null counts as missing",
    ),
    zh=(
        "{file} 第 {line} 行没有 {key!r}；应有：{expected}；实有：{found}",
        "补上它，或给对应的列改名；null 视为缺失",
    ),
)
NOT_CSV = DatasetError.of(
    "D216",
    en=(
        "{file} line {line} is not csv: {reason}",
        "close each quoted value; a quote within one is written twice",
    ),
    zh=(
        "{file} 第 {line} 行不是 csv：{reason}",
        "引号要成对；带引号的值里的引号要写两个",
    ),
)
FIELD_COUNT = DatasetError.of(
    "D217",
    en=(
        "{file} line {line} has {count} fields, {expected}",
        "put quotes around a value that holds a comma, a quote or a line break",
    ),
    zh=(
        "{file} 第 {line} 行有 {count} 个字段，{expected}",
        "含有逗号、引号或换行的值要用引号括起来",
    ),
)
COLUMN_TWICE = DatasetError.of(
    "D218",
    en=("{file} line {line} names the column {column!r} twice", "rename or remove one of them"),
    zh=("{file} 第 {line} 行的列名 {column!r} 出现了两次", "给其中一列改名，或删除一列"),
)

# Values of one kind of data set

NOT_A_COUNT = DatasetError.of(
    "D221",
    en=(
        "{file} line {line} has {key} {value!r}, expected a whole number from {least} on",
        "mend or remove this line",
    ),
    zh=(
        "{file} 第 {line} 行的 {key} 为 {value!r}，应为不小于 {least} 的整数",
        "修正或删除这一行",
    ),
)
NOT_A_TIMESTAMP = DatasetError.of(
    "D222",
    en=(
        "{file} line {line} has the timestamp {value!r}, expected milliseconds from 0 on",
        "mend or remove this line; where one row has a timestamp, all of them need it",
    ),
    zh=(
        "{file} 第 {line} 行的时间戳为 {value!r}，应为不小于 0 的毫秒数",
        "修正或删除这一行；只要有一行带时间戳，所有行都要带",
    ),
)
NO_FINAL_NUMBER = DatasetError.of(
    "D223",
    en=(
        "{file} line {line} has an answer that does not end in a line '#### <number>'",
        "mend this line, or fetch the file again",
    ),
    zh=(
        "{file} 第 {line} 行的答案没有以 '#### <数字>' 一行结尾",
        "修正这一行，或重新获取该文件",
    ),
)
NO_OPTIONS = DatasetError.of(
    "D224",
    en=(
        "{file}: expected option columns A and B for mcq, found {found}",
        "name the options A, B, …, or say that it is qa",
    ),
    zh=(
        "{file}: mcq 应有选项列 A 和 B，实有 {found}",
        "把选项列命名为 A、B、…，或指明类型为 qa",
    ),
)
EMPTY_ANSWER = DatasetError.of(
    "D225",
    en=(
        "{file} line {line} has an empty answer: no prediction could be right",
        "fill it in, or remove the column where nothing is to be scored",
    ),
    zh=(
        "{file} 第 {line} 行的答案为空：任何预测都不可能正确",
        "填上答案；不需要评分时，删除这一列",
    ),
)
ANSWER_IS_NO_OPTION = DatasetError.of(
    "D226",
    en=(
        "{file} line {line} has the answer {answer!r}, which is none of the options {options}",
        "the answer to a multiple-choice question is the letter of an option",
    ),
    zh=(
        "{file} 第 {line} 行的答案 {answer!r} 不在选项 {options} 之中",
        "选择题的答案应为选项的字母",
    ),
)

# Prompts that are made

PROMPT_TOO_SHORT = DatasetError.of(
    "D231",
    en=(
        "no prompt has {tokens} tokens: the tokenizer in {path} puts {own} of its own around "
        "every text",
        "input_len of at least {least}",
    ),
    zh=(
        "无法生成 {tokens} 个 token 的提示词：{path} 中的分词器会在每段文本前后共加 {own} 个 token",
        "input_len 至少为 {least}",
    ),
)
TOO_FEW_PROMPTS = DatasetError.of(
    "D232",
    en=(
        "there are only {count} different prompts of {tokens} tokens by the tokenizer in {path}",
        "longer prompts, or fewer",
    ),
    zh=(
        "用 {path} 中的分词器，{tokens} 个 token 的提示词只有 {count} 条互不相同",
        "提示词要更长，或条数更少",
    ),
)

# What a mode needs of the data

NO_ANSWERS = DatasetError.of(
    "D241",
    en=(
        "{dataset}: {missing} of {samples} samples have no answer to be scored against "
        "({first} is the first)",
        "--mode infer only asks, --mode perf measures",
    ),
    zh=(
        "{dataset}: {samples} 个样本中有 {missing} 个没有可供评分的答案（第一个是 {first}）",
        "--mode infer 只推理不评分，--mode perf 测量性能",
    ),
)
NO_TIMESTAMP = DatasetError.of(
    "D242",
    en=(
        "row {row} has no timestamp",
        "--use-timestamp (use_timestamp in a file) needs a column 'timestamp', in ms, in every "
        "row; --no-use-timestamp for a load without",
    ),
    zh=(
        "第 {row} 行没有时间戳",
        "--use-timestamp（配置文件中的 use_timestamp）要求每行都有 'timestamp' 列，单位 ms；"
        "不按时间戳加负载：--no-use-timestamp",
    ),
)

# Code

NO_ENTRY_POINT = DatasetError.of(
    "D420",
    en=(
        "{file} line {line}: the prompt does not begin the function {name!r}",
        "mend this line, or fetch the file again",
    ),
    zh=(
        "{file} 第 {line} 行：prompt 中没有函数 {name!r} 的定义",
        "修正这一行，或重新获取该文件",
    ),
)
NOT_A_TEXT = DatasetError.of(
    "D421",
    en=(
        "{file} line {line}: {column} must be a text, not {found!r:.60}",
        "mend this line, or fetch the file again",
    ),
    zh=(
        "{file} 第 {line} 行：{column} 应为文本，不能是 {found!r:.60}",
        "修正这一行，或重新获取该文件",
    ),
)
NO_TESTS = DatasetError.of(
    "D422",
    en=(
        "{file} line {line} has no tests: test_list must be a list of assertions",
        "mend this line, or fetch the file again",
    ),
    zh=(
        "{file} 第 {line} 行没有测试：test_list 应为断言的列表",
        "修正这一行，或重新获取该文件",
    ),
)
NO_SUCH_SPLIT = DatasetError.of(
    "D423",
    en=("there is no split {split!r}", "one of {known}"),
    zh=("没有名为 {split!r} 的划分", "可用的划分：{known}"),
)
NO_SUCH_RELEASE = DatasetError.of(
    "D424",
    en=(
        "LiveCodeBench has no release {release!r}",
        "release_v1 … release_v6 (all up to it), v6 (what it brought), or v4_v6 (from, to)",
    ),
    zh=(
        "LiveCodeBench 没有版本 {release!r}",
        "release_v1 … release_v6（截至该版本的全部）、v6（该版本新增）或 v4_v6（从、到）",
    ),
)
CASES_NOT_READ = DatasetError.of(
    "D425",
    en=(
        "{file} line {line}: {column} cannot be read: {reason}",
        "fetch the file again; tests are JSON, or pickled JSON in zlib in base64, and nothing else "
        "is read from a pickle",
    ),
    zh=(
        "{file} 第 {line} 行：无法读取 {column}：{reason}",
        "请重新获取该文件；测试应为 JSON，或经 pickle、zlib、base64 编码的 JSON，"
        "pickle 中的其他内容一概不读",
    ),
)
# Mathematics and reasoning

NO_BOX = DatasetError.of(
    "D440",
    en=(
        "{file} row {line} has a solution without \\boxed{{…}}: its answer is not known",
        "put the final answer into \\boxed{{}}, or fetch the file again",
    ),
    zh=(
        "{file} 第 {line} 条的 solution 中没有 \\boxed{{…}}，无法得知答案",
        "把最终答案写进 \\boxed{{}}，或重新获取该文件",
    ),
)
FILE_NOT_JSON = DatasetError.of(
    "D441",
    en=("{file} line {line} is not JSON: {reason}", "fetch or write the file again"),
    zh=("{file} 第 {line} 行不是 JSON：{reason}", "请重新获取或生成该文件"),
)
OTHER_JSON = DatasetError.of(
    "D442",
    en=("{file} holds JSON of another shape, expected {expected}", "fetch the file again"),
    zh=("{file} 的 JSON 结构不对，应为 {expected}", "请重新获取该文件"),
)
ROW_IS_NO_OBJECT = DatasetError.of(
    "D443",
    en=("{file}: row {row}, counted from 1, is no JSON object", "mend it, or fetch the file again"),
    zh=("{file}: 第 {row} 条（从 1 数起）不是 JSON 对象", "修正它，或重新获取该文件"),
)
GOLD_IS_NO_INTEGER = DatasetError.of(
    "D444",
    en=(
        "{file} line {line} has the answer {answer!r}, expected a whole number",
        "mend this line, or fetch the file again",
    ),
    zh=("{file} 第 {line} 行的答案为 {answer!r}，应为整数", "修正这一行，或重新获取该文件"),
)
KOR_ANSWER = DatasetError.of(
    "D445",
    en=(
        "{file} line {line} has the answer {answer!r}, expected [[…]]",
        "mend this line, or fetch the file again",
    ),
    zh=(
        "{file} 第 {line} 行的答案为 {answer!r}，应为 [[…]] 的形式",
        "修正这一行，或重新获取该文件",
    ),
)
TARGET_IS_NO_OPTION = DatasetError.of(
    "D446",
    en=(
        "{file} row {row} has the target {target!r}, which is none of its {count} options",
        "mend it, or fetch the file again",
    ),
    zh=(
        "{file} 第 {row} 条的 target {target!r} 不在它的 {count} 个选项之中",
        "修正它，或重新获取该文件",
    ),
)
DAPO_ROW = DatasetError.of(
    "D447",
    en=(
        "{file} row {row}, counted from 1, has no prompt[0].content or reward_model.ground_truth",
        "fetch the file again",
    ),
    zh=(
        "{file} 第 {row} 行（从 1 数起）没有 prompt[0].content 或 reward_model.ground_truth",
        "请重新获取该文件",
    ),
)
KOR_RULE = DatasetError.of(
    "D448",
    en=(
        "{file} line {line} belongs to rule {rule!r}, which rule.jsonl does not have",
        "fetch both files again, from one release",
    ),
    zh=(
        "{file} 第 {line} 行属于规则 {rule!r}，但 rule.jsonl 中没有这条规则",
        "请从同一版本重新获取这两个文件",
    ),
)
KOR_SHOTS = DatasetError.of(
    "D449",
    en=(
        "{file} line {line}: rule {rule!r} has {count} examples in three-shot.jsonl, expected 3",
        "fetch both files again, from one release",
    ),
    zh=(
        "{file} 第 {line} 行：规则 {rule!r} 在 three-shot.jsonl 中有 {count} 个示例，应为 3 个",
        "请从同一版本重新获取这两个文件",
    ),
)
KOR_MIXED_LIST = DatasetError.of(
    "D550",
    en=(
        "{file} line {line} has no list of names as {column!r}",
        "mend this line, or fetch the file again",
    ),
    zh=("{file} 第 {line} 行的 {column!r} 不是名称列表", "修正这一行，或重新获取该文件"),
)
KOR_MIXED_REFERENCE = DatasetError.of(
    "D551",
    en=(
        "{file} line {line} names {name!r}, which the files of its category do not have",
        "fetch all files again, from one release",
    ),
    zh=(
        "{file} 第 {line} 行引用了 {name!r}，但对应类别的文件中没有它",
        "请从同一版本重新获取全部文件",
    ),
)
MGSM_EXEMPLARS_MISSING = DatasetError.of(
    "D552",
    en=(
        "the eight examples of MGSM are missing: {code}",
        "put exemplars.py of google-research/url-nlp (folder mgsm) there, or beside it"
        " {table}: eight lines of question, tab, number",
    ),
    zh=(
        "缺少 MGSM 的八个示例：{code}",
        "请把 google-research/url-nlp（mgsm 目录）的 exemplars.py 放到该处，"
        "或在旁边放 {table}：共八行，每行为问题、制表符、数字",
    ),
)
MGSM_EXEMPLARS_MALFORMED = DatasetError.of(
    "D553",
    en=(
        "{file} does not have eight questions of {lang!r} in MGSM_EXEMPLARS, and their numbers in"
        " EXEMPLAR_NUMBER_ANSWERS",
        "fetch the file again",
    ),
    zh=(
        "{file} 的 MGSM_EXEMPLARS 中没有 {lang!r} 的八个问题，"
        "或 EXEMPLAR_NUMBER_ANSWERS 中没有它们的答案",
        "请重新获取该文件",
    ),
)
MGSM_EXEMPLARS_COUNT = DatasetError.of(
    "D554",
    en=("{file} has {count} examples, expected 8", "mend it, or fetch it again"),
    zh=("{file} 有 {count} 个示例，应为 8 个", "修正它，或重新获取该文件"),
)
NO_KIND = DatasetError.of(
    "D555",
    en=(
        "{file} row {row} has {key}={value!r}, expected one of {known}",
        "mend it, or fetch the file again",
    ),
    zh=(
        "{file} 第 {row} 条的 {key}={value!r}，应为其中之一：{known}",
        "修正它，或重新获取该文件",
    ),
)
# Multiple choice

NOT_PARQUET = DatasetError.of(
    "D430",
    en=("{file} is neither Parquet nor Arrow: {reason}", "fetch the file again"),
    zh=("{file} 不是 Parquet 或 Arrow 文件：{reason}", "请重新获取该文件"),
)
NOT_A_LIST = DatasetError.of(
    "D431",
    en=(
        "{file} line {line} has {key} {value!r}, expected a list of at least {least}",
        "mend or remove this line, or fetch the file again",
    ),
    zh=(
        "{file} 第 {line} 行的 {key} 为 {value!r}，应为至少有 {least} 项的列表",
        "修正或删除这一行，或重新获取该文件",
    ),
)
LABELS_DIFFER = DatasetError.of(
    "D432",
    en=(
        "{file} has {labels} labels for the {rows} rows of {data}",
        "fetch both files again: line for line they belong together",
    ),
    zh=(
        "{file} 有 {labels} 个标签，而 {data} 有 {rows} 行",
        "请重新获取这两个文件：它们逐行对应",
    ),
)
NO_SUCH_SUBSET = DatasetError.of(
    "D433",
    en=("{file} has no rows of {name!r}; it has {known}", "name one of these"),
    zh=("{file} 中没有 {name!r} 的数据行；现有：{known}", "请使用其中之一"),
)

# Instructions

INSTRUCTION_UNKNOWN = DatasetError.of(
    "D450",
    en=(
        "{file} line {line} names the instruction {instruction!r}, which {benchmark} has not",
        "{hint}",
    ),
    zh=("{file} 第 {line} 行的指令 {instruction!r} 不属于 {benchmark}", "{hint}"),
)
INSTRUCTION_PARAMETERS = DatasetError.of(
    "D451",
    en=(
        "{file} line {line}: {instruction} takes {expected}, found {found}",
        "mend this line, or fetch the file again",
    ),
    zh=(
        "{file} 第 {line} 行：{instruction} 的参数应为 {expected}，实有 {found}",
        "修正这一行，或重新获取该文件",
    ),
)
INSTRUCTION_VALUE = DatasetError.of(
    "D452",
    en=(
        "{file} line {line}: {key} of {instruction} is {value!r}, expected {expected}",
        "mend this line, or fetch the file again",
    ),
    zh=(
        "{file} 第 {line} 行：{instruction} 的 {key} 为 {value!r}，应为{expected}",
        "修正这一行，或重新获取该文件",
    ),
)
INSTRUCTIONS_MALFORMED = DatasetError.of(
    "D453",
    en=(
        "{file} line {line}: instruction_id_list and kwargs must be two lists of equal length, "
        "at least one each",
        "mend this line, or fetch the file again",
    ),
    zh=(
        "{file} 第 {line} 行：instruction_id_list 和 kwargs 应为两个等长的列表，且至少有一项",
        "修正这一行，或重新获取该文件",
    ),
)
META_MALFORMED = DatasetError.of(
    "D434",
    en=(
        "{file} is no such meta file: {reason}",
        "keys are request_count, sampling_mode (default, random, shuffle), seed and output_config: "
        "method uniform with params min_value and max_value, or percentage with "
        "percentage_distribute",
    ),
    zh=(
        "{file} 不是可用的 meta 文件：{reason}",
        "可用的键：request_count、sampling_mode（default、random、shuffle）、seed、output_config："
        "method 为 uniform 时 params 写 min_value 和 max_value，为 percentage 时写 "
        "percentage_distribute",
    ),
)
NOT_TARGETS = DatasetError.of(
    "D435",
    en=(
        "{file} line {line} has {key} {value!r}, expected answers with 1 for a true one and 0 for "
        "any other",
        "fetch the file again",
    ),
    zh=(
        "{file} 第 {line} 行的 {key} 为 {value!r}，应为若干答案，正确的为 1，其余为 0",
        "请重新获取该文件",
    ),
)
TARGETS_DIFFER = DatasetError.of(
    "D501",
    en=(
        "{file} line {line}: mc1_targets and mc2_targets do not have the same false choices, or "
        "the true one of mc1_targets is none of mc2_targets",
        "fetch the file again",
    ),
    zh=(
        "{file} 第 {line} 行的 mc1_targets 与 mc2_targets 的错误选项不同，"
        "或 mc1_targets 的正确选项不在 mc2_targets 的正确选项中",
        "请重新获取该文件",
    ),
)
# Needles and haystacks

TEXT_TOO_SHORT = DatasetError.of(
    "D502",
    en=(
        "{file} has {found} {unit} of text, and length={length} needs {needed}",
        "more text in it, or a smaller length",
    ),
    zh=(
        "{file} 的文本共 {found} 个{unit}，而 length={length} 需要 {needed} 个",
        "增加其中的文本，或减小 length",
    ),
)
TOO_FEW_NEEDLES = DatasetError.of(
    "D503",
    en=(
        "{file} has {found} needles in {language} that differ, and {needed} are needed",
        "more rows in this language, or fewer depths",
    ),
    zh=(
        "{file} 中 {language} 的互不相同的针有 {found} 根，需要 {needed} 根",
        "增加这种语言的行，或减少深度",
    ),
)
NO_ANSWER_FORMAT = DatasetError.of(
    "D504",
    en=(
        "{file}: a question does not end with the form of its answer in single quotes: {question}",
        "What is it? Please answer in the format 'It is ____.'",
    ),
    zh=(
        "{file}：有问题的末尾没有用单引号给出回答的格式：{question}",
        "它是什么？请按照'它是____。'的格式回答。",
    ),
)
TOO_FEW_NAMES = DatasetError.of(
    "D505",
    en=(
        "{file} has {found} names in {language}, and {needed} are needed",
        "names parted by commas, under {language}",
    ),
    zh=(
        "{file} 中 {language} 的名字有 {found} 个，需要 {needed} 个",
        "在 {language} 下列出以逗号分隔的名字",
    ),
)
NO_HAYSTACK = DatasetError.of(
    "D506",
    en=(
        "{file} is neither a file of text nor a folder with some",
        "a .jsonl with the key text, a .txt, or a folder of them",
    ),
    zh=(
        "{file} 既不是文本文件，也不是含有文本文件的目录",
        "可以是含 text 键的 .jsonl、.txt，或放有它们的目录",
    ),
)
# Several questions on one text

QUESTIONS_DIFFER = DatasetError.of(
    "D507",
    en=(
        "{file} line {line}: instructions and outputs are not two lists of the same length",
        "each question must have its answer; fetch the file again",
    ),
    zh=(
        "{file} 第 {line} 行：instructions 与 outputs 不是两个等长的列表",
        "每个问题都应有答案；请重新获取该文件",
    ),
)
# Labels

GOLD_IS_NO_LABEL = DatasetError.of(
    "D460",
    en=(
        "{dataset}: the answer of row {row} is {gold!r}, and the labels are {labels}",
        "a template for that label, or the row as it was published",
    ),
    zh=(
        "{dataset}：第 {row} 行的答案是 {gold!r}，而标签只有 {labels}",
        "为该标签写模板，或把这一行改回发布时的样子",
    ),
)
CHOICES_ARE_NO_TEXTS = DatasetError.of(
    "D500",
    en=(
        "{dataset}: {column} of row {row} is {found!r}, expected two or more different texts",
        "choices names the column that lists the answers which are scored",
    ),
    zh=(
        "{dataset}：第 {row} 行的 {column} 为 {found!r}，应为两个以上互不相同的文本",
        "choices 应是列出各个待打分答案的列",
    ),
)
EXAMPLE_WITHOUT_LABEL = DatasetError.of(
    "D461",
    en=(
        "an example's answer is {gold!r}, and the labels of the ice_template are {labels}",
        "output_column names the column of the labels",
    ),
    zh=(
        "某个示例的答案是 {gold!r}，而 ice_template 的标签只有 {labels}",
        "output_column 应是标签所在的列",
    ),
)
VALUE_NOT_EXPECTED = DatasetError.of(
    "D462",
    en=(
        "{file} line {line} has {key} {value!r}, expected {expected}",
        "mend or remove this line, or fetch the file again",
    ),
    zh=(
        "{file} 第 {line} 行的 {key} 为 {value!r}，应为 {expected}",
        "修正或删除这一行，或重新获取该文件",
    ),
)

# Questions on passages

NOT_AS_SQUAD = DatasetError.of(
    "D470",
    en=(
        "{file}: {place} is not as SQuAD has it, expected {expected}",
        'write it as {{"data": [{{"paragraphs": [{{"context": …, "qas": […]}}]}}]}}, or fetch it',
    ),
    zh=(
        "{file}：{place} 不是 SQuAD 格式，应有 {expected}",
        '写成 {{"data": [{{"paragraphs": [{{"context": …, "qas": […]}}]}}]}}，或重新获取该文件',
    ),
)
NOT_TWO_FIELDS = DatasetError.of(
    "D471",
    en=(
        "{file} line {line} has {count} fields, expected 2: question, tab, list of answers",
        "put one tab between the two, or fetch the file again",
    ),
    zh=(
        "{file} 第 {line} 行有 {count} 个字段，应有 2 个：问题、制表符、答案列表",
        "在两者之间放一个制表符，或重新获取该文件",
    ),
)

# Summaries and long texts

LINES_DIFFER = DatasetError.of(
    "D480",
    en=(
        "{file} has {lines} lines, and {other} has {others}",
        "fetch both files again: line for line they belong together",
    ),
    zh=("{file} 有 {lines} 行，而 {other} 有 {others} 行", "请重新获取这两个文件：它们逐行对应"),
)
GOLD_NAMES_NO_NUMBER = DatasetError.of(
    "D481",
    en=(
        "{file} line {line} has the answers {answers!r}, expected each to name a number",
        "mend this line, or fetch the file again",
    ),
    zh=(
        "{file} 第 {line} 行的 answers 为 {answers!r}，每个答案都应含有数字",
        "修正这一行，或重新获取该文件",
    ),
)
GOLD_IS_NO_CLASS = DatasetError.of(
    "D482",
    en=(
        "{file} line {line} has the answers {answers!r}, not all of them among its {count} classes",
        "mend this line, or fetch the file again",
    ),
    zh=(
        "{file} 第 {line} 行的 answers 为 {answers!r}，并非都在它的 {count} 个类别之中",
        "修正这一行，或重新获取该文件",
    ),
)
