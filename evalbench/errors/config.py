"""The catalogue of errors. Options, config files and their keys: codes C101 and so on."""

from evalbench.errors import ConfigError

UNKNOWN_KEY = ConfigError.of(
    "C101",
    en=("{where} takes no {key!r}", "{hint}"),
    zh=("{where} 不接受键 {key!r}", "{hint}"),
)

# Lengths of made prompts

LENGTHS_TWICE = ConfigError.of(
    "C501",
    en=("config says count and lengths itself", "leave out count, input_len and output_len"),
    zh=("config 本身已写明数量和长度", "去掉 count、input_len 和 output_len"),
)
LENGTHS_MISSING = ConfigError.of(
    "C502",
    en=("it needs count and input_len", 'count=100, input_len="100-200"'),
    zh=("缺少 count 或 input_len", '如 count=100, input_len="100-200"'),
)
LENGTHS_FORM = ConfigError.of(
    "C503",
    en=(
        "{where} must look like 512 or '100-200', not {found!r}",
        "one number of tokens, or the lowest and the highest with - between them",
    ),
    zh=(
        "{where} 应写成 512 或 '100-200'，而不是 {found!r}",
        "写一个 token 数，或用 - 连接最小值和最大值",
    ),
)
LENGTHS_RANGE = ConfigError.of(
    "C504",
    en=(
        "lengths must go up, within 1..{longest}, not from {low} to {high}",
        "the lower one comes first, as in 100-200",
    ),
    zh=(
        "长度应从小到大，在 1..{longest} 之内，而不是从 {low} 到 {high}",
        "小的写在前面，如 100-200",
    ),
)
PROMPT_COUNT = ConfigError.of(
    "C505",
    en=("count must lie in 1..{most}, not {count}", "count=100, say"),
    zh=("count 应在 1..{most} 之内，而不是 {count}", "如 count=100"),
)
NORMAL_SHAPE = ConfigError.of(
    "C506",
    en=(
        "no normal distribution has Mean {mean}, Var {variance}",
        "both must be finite, and Var not below 0",
    ),
    zh=("正态分布不能有 Mean {mean}、Var {variance}", "两者都应为有限值，Var 不小于 0"),
)
ZIPF_SHAPE = ConfigError.of(
    "C507",
    en=(
        "Alpha of zipf must lie above 1 and up to 10, not {alpha}",
        "Alpha=2, say; the higher it is, the more prompts are short",
    ),
    zh=(
        "zipf 的 Alpha 应大于 1 且不超过 10，而不是 {alpha}",
        "如 Alpha=2；值越大，短提示词越多",
    ),
)
AISBENCH_TYPE = ConfigError.of(
    "C508",
    en=(
        "config: Type must be 'string' or 'tokenid', not {found!r}",
        "'string' goes with StringConfig, 'tokenid' with TokenIdConfig",
    ),
    zh=(
        "config: Type 应为 'string' 或 'tokenid'，而不是 {found!r}",
        "'string' 配 StringConfig，'tokenid' 配 TokenIdConfig",
    ),
)
AISBENCH_PART = ConfigError.of(
    "C509",
    en=(
        "config: Type={kind!r} needs {key}=dict(…), not {found!r}",
        "add the dict, or name the other Type",
    ),
    zh=(
        "config: Type={kind!r} 需要 {key}=dict(…)，而不是 {found!r}",
        "补上这个 dict，或改用另一种 Type",
    ),
)
AISBENCH_PREFIX = ConfigError.of(
    "C510",
    en=(
        "config.TokenIdConfig: no PrefixLen but 0: no two prompts begin alike here",
        "PrefixLen=0",
    ),
    zh=(
        "config.TokenIdConfig: PrefixLen 只能为 0：这里的提示词开头各不相同",
        "写成 PrefixLen=0",
    ),
)
AISBENCH_LAW = ConfigError.of(
    "C511",
    en=(
        "{where} must look like dict(Method=…, Params=dict(…))",
        'as in dict(Method="uniform", Params=dict(MinValue=50, MaxValue=500))',
    ),
    zh=(
        "{where} 应写成 dict(Method=…, Params=dict(…))",
        '如 dict(Method="uniform", Params=dict(MinValue=50, MaxValue=500))',
    ),
)
AISBENCH_METHOD = ConfigError.of(
    "C512",
    en=(
        "{where}: Method must be one of {known}, not {found!r}",
        "each has Params of its own: {params}",
    ),
    zh=(
        "{where}: Method 应为 {known} 之一，而不是 {found!r}",
        "它们各有自己的 Params：{params}",
    ),
)
NO_WHOLE_NUMBER = ConfigError.of(
    "C513",
    en=(
        "{where} must be a whole number, not {found!r}",
        "write it without quotes and without a decimal point",
    ),
    zh=("{where} 应为整数，而不是 {found!r}", "不要加引号，也不要写小数点"),
)
NO_NUMBER = ConfigError.of(
    "C514",
    en=("{where} must be a number, not {found!r}", "write it without quotes"),
    zh=("{where} 应为数字，而不是 {found!r}", "不要加引号"),
)

# Tokenizers

TOKENIZER_NO_FOLDER = ConfigError.of(
    "C521",
    en=(
        "{where}: path {path!r} is no folder",
        "name the folder of the model's tokenizer (--tokenizer), or leave path empty",
    ),
    zh=(
        "{where}: path {path!r} 不是目录",
        "写明模型分词器所在的目录（--tokenizer），或把 path 留空",
    ),
)
TOKENIZER_NO_FILES = ConfigError.of(
    "C522",
    en=(
        "{where}: no tokenizer in {path!r}",
        "it needs one of {files}; it holds {found}",
    ),
    zh=("{where}: {path!r} 中没有分词器", "至少要有 {files} 之一；目录内容：{found}"),
)
TOKENIZERS_DIFFER = ConfigError.of(
    "C523",
    en=(
        "{where}: the models have several tokenizers, for each of which a prompt has another "
        "length",
        "--tokenizer DIR for all of them, or one run for each",
    ),
    zh=(
        "{where}: 各模型的分词器不同，同一提示词的长度也就不同",
        "用 --tokenizer DIR 统一指定，或每个模型单独运行",
    ),
)
TOKENIZER_NOT_NAMED = ConfigError.of(
    "C524",
    en=(
        "{where} counts prompts with the model's tokenizer, and none is named",
        "--tokenizer DIR (path in the model's file)",
    ),
    zh=(
        "{where} 要用模型的分词器计算提示词长度，但没有指定分词器",
        "--tokenizer DIR（即模型配置文件中的 path）",
    ),
)
TRANSFORMERS_MISSING = ConfigError.of(
    "C525",
    en=(
        "path={path!r} needs the package transformers, which is not installed",
        'pip install "evalbench[tokenizer]", or leave path empty: the server counts',
    ),
    zh=(
        "path={path!r} 需要 transformers 包，但没有安装",
        'pip install "evalbench[tokenizer]"，或把 path 留空，由服务端计数',
    ),
)
TOKENIZER_BROKEN = ConfigError.of(
    "C526",
    en=(
        "the tokenizer in {path!r} does not load: {reason}",
        "trust_remote_code=True if it needs code of its own and you trust it",
    ),
    zh=(
        "{path!r} 中的分词器无法加载：{reason}",
        "如果它需要自带的代码，并且你信任这些代码：trust_remote_code=True",
    ),
)

# What is to be shown, and limits

UNKNOWN_STATISTIC = ConfigError.of(
    "C531",
    en=("no statistic {name!r}: there are Average, Min, Max, Median, N and P0 to P100", "{hint}"),
    zh=("没有统计量 {name!r}：只有 Average、Min、Max、Median、N 和 P0 到 P100", "{hint}"),
)
SLO_FORM = ConfigError.of(
    "C532",
    en=("slo {text!r} is not NAME=MILLISECONDS", "as in ttft=500"),
    zh=("slo {text!r} 不是 名称=毫秒数 的形式", "如 ttft=500"),
)
SLO_METRIC = ConfigError.of(
    "C533",
    en=("slo {text!r}: no metric {name!r}", "{hint}"),
    zh=("slo {text!r}: 没有指标 {name!r}", "{hint}"),
)
SLO_LIMIT = ConfigError.of(
    "C534",
    en=(
        "slo {text!r}: {found!r} is not a positive number of milliseconds",
        "as in {name}=500",
    ),
    zh=("slo {text!r}: {found!r} 不是正的毫秒数", "如 {name}=500"),
)
SLO_TWICE = ConfigError.of(
    "C535",
    en=("slo {text!r}: {name} is given twice", "keep one of them"),
    zh=("slo {text!r}: {name} 给了两次", "只保留一个"),
)
SLO_NOT_STREAMED = ConfigError.of(
    "C536",
    en=(
        "--slo {name}: {model} does not stream its answers, which then have no {metric}",
        "--stream, or a limit of the whole answer alone (--slo e2el=…)",
    ),
    zh=(
        "--slo {name}: {model} 不以流式返回，没有 {metric}",
        "加 --stream，或只限制整个回答（--slo e2el=…）",
    ),
)
NO_OBJECTIVE = ConfigError.of(
    "C537",
    en=("a capacity needs objectives", "--slo ttft=500, say"),
    zh=("搜索最大容量需要给出限值", "如 --slo ttft=500"),
)
PERCENTILE_WITHOUT_LIMIT = ConfigError.of(
    "C538",
    en=("a percentile for {name}, which has no limit", "--slo {name}=…"),
    zh=("{name} 给了百分位，却没有限值", "--slo {name}=…"),
)
PERCENTILE_RANGE = ConfigError.of(
    "C539",
    en=("{objective}: a percentile lies between 0 and 100", "--slo-percentile 99, say"),
    zh=("{objective}: 百分位应大于 0 且小于 100", "如 --slo-percentile 99"),
)
MARGIN_RANGE = ConfigError.of(
    "C541",
    en=("a margin of {margin} points: it must be above 0", "--margin 1, say"),
    zh=("--margin 为 {margin} 个百分点：应大于 0", "如 --margin 1"),
)
