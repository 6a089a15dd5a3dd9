"""The catalogue of errors. Options, config files and their keys: codes C101 and so on."""

from evalbench.errors import ConfigError

# --- keys of a config

UNKNOWN_KEY = ConfigError.of(
    "C101",
    en=("{where} takes no {key!r}", "{hint}"),
    zh=("{where} 不接受键 {key!r}", "{hint}"),
)
KEY_BELONGS_ELSEWHERE = ConfigError.of(
    "C102",
    en=("{where} takes no {key!r}", "{hint}"),
    zh=("{where} 里不能写 {key!r}", "{hint}"),
)
MISSING_KEY = ConfigError.of(
    "C103",
    en=("{name} needs {key!r}", "add {key}=…"),
    zh=("{name} 缺少必需的键 {key!r}", "请补上 {key}=…"),
)
WRONG_TYPE = ConfigError.of(
    "C104",
    en=("{reason} (the value is {found!r})", "a value of that type; numbers have no quotes"),
    zh=("{reason}（这里的值是 {found!r}）", "换成该类型的值；数字不加引号"),
)
EXPECTED_DICT = ConfigError.of(
    "C105",
    en=("expected {shape}, found {found!r}", "write {shape}"),
    zh=("应为 {shape}，实际是 {found!r}", "写成 {shape}"),
)
NOT_A_DICT = ConfigError.of(
    "C106",
    en=("{key} must be a dict, not {found!r}", "{key}=dict(…)"),
    zh=("{key} 必须是字典，不能是 {found!r}", "{key}=dict(…)"),
)
NOT_A_LIST_OF_DICTS = ConfigError.of(
    "C107",
    en=("{key} must be a list of one or more dicts, and is {found}", "{key} = [dict(…)]"),
    zh=("{key} 必须是由一个或多个字典组成的列表，实际上{found}", "{key} = [dict(…)]"),
)
OUT_OF_RANGE = ConfigError.of(
    "C108",
    en=("{key} must lie in {low:g}..{high:g}, not {value}",),
    zh=("{key} 必须在 {low:g}..{high:g} 之间，不能是 {value}",),
)
TOO_SMALL = ConfigError.of(
    "C109",
    en=("{key} must be at least {least}, not {value}",),
    zh=("{key} 不能小于 {least}，这里是 {value}",),
)
TIMEOUT_OUT_OF_RANGE = ConfigError.of(
    "C110",
    en=(
        "timeout: {key} must lie above 0 and up to {most:g} seconds, not {value}",
        "None: no limit",
    ),
    zh=("timeout: {key} 必须大于 0 且不超过 {most:g} 秒，不能是 {value}", "None 表示不限时"),
)
BURSTINESS_OUT_OF_RANGE = ConfigError.of(
    "C111",
    en=("burstiness must be 0, or {least} or more, not {value}",),
    zh=("burstiness 必须是 0，或者不小于 {least}，不能是 {value}",),
)
RAMP_WITHOUT_RATE = ConfigError.of(
    "C112",
    en=(
        "ramp_up_strategy {strategy!r} needs {key}",
        "say both rates: ramp_up_start_rps and ramp_up_end_rps",
    ),
    zh=(
        "ramp_up_strategy {strategy!r} 还需要 {key}",
        "起止速率都要写：ramp_up_start_rps 和 ramp_up_end_rps",
    ),
)
RATE_WITHOUT_RAMP = ConfigError.of(
    "C113",
    en=("{key} needs ramp_up_strategy", "'linear' or 'exponential' (--ramp-up-strategy)"),
    zh=("写了 {key} 就必须写 ramp_up_strategy", "'linear' 或 'exponential'（--ramp-up-strategy）"),
)
PROXY_MALFORMED = ConfigError.of(
    "C114",
    en=("proxy must look like http://HOST:PORT", "with its scheme and port"),
    zh=("proxy 必须形如 http://HOST:PORT", "协议和端口都要写"),
)
CA_FILE_IDLE = ConfigError.of(
    "C115",
    en=(
        "ca_file has nothing to do where verify_ssl is False",
        "leave out ca_file, or verify_ssl=False",
    ),
    zh=("verify_ssl 为 False 时 ca_file 不起作用", "去掉 ca_file，或去掉 verify_ssl=False"),
)
CA_FILE_UNREADABLE = ConfigError.of(
    "C116",
    en=(
        "{file} cannot be read as certificates: {reason}",
        "a PEM file, of the authority or of the service itself",
    ),
    zh=("无法从 {file} 读取证书：{reason}", "应为 PEM 文件：签发机构的证书，或服务自身的证书"),
)
ABBR_NAMES_NO_FILE = ConfigError.of(
    "C117",
    en=("abbr {abbr!r} cannot name a file", "leave out / and \\, and keep to {most} bytes"),
    zh=("abbr {abbr!r} 不能用作文件名", "不要包含 / 和 \\，长度不超过 {most} 字节"),
)
NO_ABBR = ConfigError.of(
    "C118",
    en=("a data set needs an abbr", 'abbr="my_set"'),
    zh=("数据集必须有 abbr", 'abbr="my_set"'),
)
MODEL_ABBR_TAKEN = ConfigError.of(
    "C119",
    en=(
        "the abbr {abbr!r} is also used in {other}",
        "give each model an abbr of its own: it names the result folder",
    ),
    zh=("abbr {abbr!r} 在 {other} 中已经用过", "每个模型的 abbr 不能相同：结果目录以它命名"),
)
DATASET_ABBR_TAKEN = ConfigError.of(
    "C120",
    en=(
        "two data sets have the abbr {abbr!r}",
        "give one of them another abbr: it names the result files",
    ),
    zh=("有两个数据集的 abbr 都是 {abbr!r}", "给其中一个换个 abbr：结果文件以它命名"),
)
NO_PATH = ConfigError.of(
    "C121",
    en=("path must be a folder or file, not {path!r}",),
    zh=("path 必须是目录或文件，不能是 {path!r}",),
)
TEST_RANGE_MALFORMED = ConfigError.of(
    "C122",
    en=("{key} must look like '[2:10]', not {found!r}",),
    zh=("{key} 必须形如 '[2:10]'，不能是 {found!r}",),
)
SUMMARIZER_OF_OTHER_KIND = ConfigError.of(
    "C123",
    en=("it is for attr={attr!r}, this mode needs {kind!r}", "--summarizer {name}"),
    zh=("它用于 attr={attr!r}，而当前模式需要 {kind!r}", "--summarizer {name}"),
)
NO_TYPE = ConfigError.of(
    "C124",
    en=("type must name a class or function, not {found!r}",),
    zh=("type 必须是类名或函数名，不能是 {found!r}",),
)
UNKNOWN_TYPE = ConfigError.of(
    "C125",
    en=("no {kind} type {named!r}", "{hint}"),
    zh=("没有名为 {named!r} 的 {kind} 类型", "{hint}"),
)
PACKAGE_MISSING = ConfigError.of(
    "C126",
    en=(
        "{module} needs the package {package}, which is not installed",
        "pip install {package}",
    ),
    zh=("{module} 依赖的软件包 {package} 没有安装", "pip install {package}"),
)
GROUP_LACKS_WEIGHT = ConfigError.of(
    "C127",
    en=("group {group}: no weight for {subsets}", "weights names every subset of the group"),
    zh=("分组 {group}：缺少 {subsets} 的权重", "weights 要写出组内每个子集的权重"),
)
GROUP_WEIGHS_NOTHING = ConfigError.of(
    "C128",
    en=("group {group}: weights must be 0 or more, one of them more",),
    zh=("分组 {group}：权重不能为负，且至少有一个大于 0",),
)
NOT_ONE_OF_ITS_VALUES = ConfigError.of(
    "C129",
    en=("{found!r} is none of its values", "{hint}"),
    zh=("{found!r} 不在可选的值之中", "{hint}"),
)

# --- keys of a model: where the service is, and what it is sent

URL_UNREADABLE = ConfigError.of(
    "C141",
    en=("url {url!r}: {reason}", "http://HOST:PORT"),
    zh=("url {url!r} 无法解析：{reason}", "http://HOST:PORT"),
)
URL_IS_NO_ADDRESS = ConfigError.of(
    "C142",
    en=("url {url!r} is no address of a service", "http://HOST:PORT"),
    zh=("url {url!r} 不是服务地址", "http://HOST:PORT"),
)
URL_SAYS_MORE = ConfigError.of(
    "C143",
    en=(
        "url {url!r} has more than an address in it",
        "what a gateway wants besides goes into headers or extra_body",
    ),
    zh=(
        "url {url!r} 在服务地址之后还有多余的内容",
        "网关另外需要的信息请写在 headers 或 extra_body 里",
    ),
)
HOST_IS_URL = ConfigError.of(
    "C144",
    en=("host_ip {host!r} is a URL", "url={host!r}"),
    zh=("host_ip {host!r} 是 URL", "url={host!r}"),
)
HOST_MALFORMED = ConfigError.of(
    "C145",
    en=(
        "host_ip {host!r} is no name or address of a host",
        "the port goes into host_port, or both into url",
    ),
    zh=("host_ip {host!r} 不是主机名或主机地址", "端口写在 host_port 里，或把两者都写在 url 里"),
)
KEY_VARIABLE_UNSET = ConfigError.of(
    "C146",
    en=("--api-key-env: ${variable} is not set", "export {variable}=…, with the key"),
    zh=("--api-key-env: 没有设置环境变量 ${variable}", "export {variable}=…，值为密钥"),
)
KEY_WAS_MASKED = ConfigError.of(
    "C147",
    en=(
        "masked when this config was written: {names}",
        "say it again: {how}",
    ),
    zh=(
        "写这份配置时已被隐去：{names}",
        "请重新给出：{how}",
    ),
)
NO_CHAT_TEMPLATE = ConfigError.of(
    "C148",
    en=(
        "{model} has no chat template: system_prompt and chat_template_kwargs do nothing on "
        "/v1/completions",
        "use VLLMCustomAPIChat or VLLMCustomAPIChatStream",
    ),
    zh=(
        "{model} 不使用对话模板：system_prompt 和 chat_template_kwargs 对 /v1/completions 不起作用",
        "改用 VLLMCustomAPIChat 或 VLLMCustomAPIChatStream",
    ),
)
SEVERAL_ANSWERS = ConfigError.of(
    "C149",
    en=("{where}: n={n!r}, but one answer a request is read", "leave out n"),
    zh=("{where}: n={n!r}，但每个请求只读取一个回答", "去掉 n"),
)

# --- words of the command line

NOTHING_SAID = ConfigError.of(
    "C201",
    en=("name models and data sets, or a config file", "{command} --help shows all options"),
    zh=("请写出模型和数据集，或一个配置文件", "全部选项见 {command} --help"),
)
UNKNOWN_WORDS = ConfigError.of(
    "C202",
    en=("unrecognized arguments: {words}", "{hint}\n  {command} --help shows all options"),
    zh=("无法识别的参数：{words}", "{hint}\n  全部选项见 {command} --help"),
)
ARGUMENTS_MISSING = ConfigError.of(
    "C203",
    en=("the following arguments are required: {names}", "{command} --help says what they are"),
    zh=("缺少必需的参数：{names}", "说明见 {command} --help"),
)
VALUE_MISSING = ConfigError.of(
    "C204",
    en=("argument {option}: expected a value", "{command} --help says which"),
    zh=("参数 {option} 后面缺少值", "可用的值见 {command} --help"),
)
VALUE_UNWANTED = ConfigError.of(
    "C205",
    en=("argument {option}: takes no value, and {value} is given", "write {option} alone"),
    zh=("参数 {option} 不带值，这里却写了 {value}", "只写 {option}"),
)
NOT_A_CHOICE = ConfigError.of(
    "C206",
    en=("argument {option}: invalid choice: {value!r}", "{hint}"),
    zh=("参数 {option} 没有 {value!r} 这个选择", "{hint}"),
)
VALUE_UNREADABLE = ConfigError.of(
    "C207",
    en=("argument {option}: invalid {kind} value: {value}", "{command} --help says what it takes"),
    zh=("参数 {option} 的值 {value} 不是{kind}", "写法见 {command} --help"),
)
VALUE_REFUSED = ConfigError.of(
    "C208",
    en=("argument {option}: {reason}", "{command} --help says what it takes"),
    zh=("参数 {option}：{reason}", "写法见 {command} --help"),
)
NOT_A_PAIR = ConfigError.of(
    "C209",
    en=("{option} {pair}: expected key=value", "{option} KEY=VALUE"),
    zh=("{option} {pair}: 应写成 key=value", "{option} KEY=VALUE"),
)
VALUE_IS_NO_JSON = ConfigError.of(
    "C210",
    en=("{option} {pair}: {reason}", "a value that JSON can hold"),
    zh=("{option} {pair}: 值无法用 JSON 表示：{reason}", "换成能用 JSON 表示的值"),
)
SWEEP_SAID_TWICE = ConfigError.of(
    "C211",
    en=("--sweep can be said once: a run varies one key", "one run for each of them"),
    zh=("--sweep 只能写一次：一次运行只改变一个键", "分成几次运行，每次改变一个"),
)
NO_SUCH_PLACE = ConfigError.of(
    "C212",
    en=("--cfg-options {path}: there is no {key!r}", "{hint}"),
    zh=("--cfg-options {path}: 没有 {key!r}", "{hint}"),
)
PLACE_HAS_NO_KEYS = ConfigError.of(
    "C213",
    en=("--cfg-options {path}: {parent} has no keys", "--cfg-options {parent}=VALUE"),
    zh=("--cfg-options {path}: {parent} 下面没有键", "--cfg-options {parent}=VALUE"),
)
LIST_CHANGED = ConfigError.of(
    "C214",
    en=(
        "--cfg-options: {kind} must stay a list of {count}",
        "change keys of its elements: {kind}.0.KEY=VALUE",
    ),
    zh=(
        "--cfg-options: {kind} 必须仍是长度为 {count} 的列表",
        "只改其中各项的键：{kind}.0.KEY=VALUE",
    ),
)
ELEMENT_REPLACED = ConfigError.of(
    "C215",
    en=(
        "--cfg-options: {kind} holds {found!r}, which is no dict",
        "change its keys: {kind}.0.KEY=VALUE",
    ),
    zh=("--cfg-options: {kind} 中的 {found!r} 不是字典", "只改它的键：{kind}.0.KEY=VALUE"),
)
NO_SUCH_COMMAND = ConfigError.of(
    "C216",
    en=("{word} is no command, and no config file", "{hint}"),
    zh=("{word} 既不是命令，也不是配置文件", "{hint}"),
)

# --- benchmarks to be fetched

UNKNOWN_BENCHMARK = ConfigError.of(
    "C820",
    en=("no benchmark is called {name!r}", "{hint}\n  all of them: evalbench datasets list"),
    zh=("没有名为 {name!r} 的基准", "{hint}\n  全部名称见 evalbench datasets list"),
)
OFFLINE_NOW = ConfigError.of(
    "C821",
    en=(
        "{name}: {variable} is set, so nothing is fetched",
        "put {files} below {folder}/\n  from: {source}\n"
        "  or, where there is a network: evalbench datasets fetch {name}; then copy its files",
    ),
    zh=(
        "{name}：已设置 {variable}，不会下载",
        "请把 {files} 放到 {folder}/ 下\n  来源：{source}\n"
        "  或在能联网的机器上执行 evalbench datasets fetch {name}，再复制文件",
    ),
)
MIRROR_MALFORMED = ConfigError.of(
    "C822",
    en=("{variable} is {said!r}, which is no address", "http://HOST/… or https://HOST/…"),
    zh=("{variable} 的值 {said!r} 不是网址", "http://HOST/… 或 https://HOST/…"),
)

# --- options that do not go together

OPTIONS_EXCLUDE = ConfigError.of(
    "C221",
    en=("{option} and {other} exclude each other: {why}", "leave one of them out"),
    zh=("{option} 和 {other} 不能同时使用：{why}", "去掉其中一个"),
)
OPTION_NEEDS_OTHER = ConfigError.of(
    "C222",
    en=("{option} goes with {other}: {why}", "add {other}, or leave out {option}"),
    zh=("{option} 要和 {other} 一起用：{why}", "加上 {other}，或去掉 {option}"),
)
OPTION_IDLE = ConfigError.of(
    "C223",
    en=("--mode {mode} {what}: {option} has nothing to do", "{hint}"),
    zh=("--mode {mode} {what}：{option} 不起作用", "{hint}"),
)
IDLE_HERE = ConfigError.of(
    "C234",
    en=("evalbench {command}: {option} has nothing to do here", "leave it out"),
    zh=("evalbench {command}：{option} 在这里不起作用", "请去掉它"),
)
FILE_NAMES_ALL = ConfigError.of(
    "C224",
    en=(
        "{option} and the config file {path} exclude each other",
        "the file names its models and data sets itself",
    ),
    zh=("{option} 和配置文件 {path} 不能同时使用", "模型和数据集由文件自己指定"),
)
PERF_GOES_NOT_ON = ConfigError.of(
    "C225",
    en=(
        "--mode {mode} measures anew and cannot go on with an earlier run",
        "leave out --reuse to measure; --mode perf_viz {again} shows what a performance run has "
        "measured",
    ),
    zh=(
        "--mode {mode} 每次都重新测量，不能接着先前的运行",
        "去掉 --reuse 即重新测量；--mode perf_viz {again} 显示性能运行已测得的结果",
    ),
)
NO_RUN_NAMED = ConfigError.of(
    "C226",
    en=("--mode {mode} reads an earlier run", "--reuse, or --reuse RUN"),
    zh=("--mode {mode} 读取先前的一次运行", "加上 --reuse，或 --reuse RUN"),
)
SEVERAL_MODELS_TIMED = ConfigError.of(
    "C227",
    en=(
        "--max-num-workers asks several models at once, which would measure their interference",
        "leave it out: a perf run takes one model after the other",
    ),
    zh=(
        "--max-num-workers 会同时向多个模型发请求，测到的是它们的相互干扰",
        "去掉它：性能测试逐个模型进行",
    ),
)
RUN_WAS_TIMED = ConfigError.of(
    "C228",
    en=(
        "{folder} is a perf run, whose answers are not scored and cannot be gone on with",
        "--mode perf_viz {again} shows what it has measured",
    ),
    zh=(
        "{folder} 是性能测试，它的回答不评分，也不能接着跑",
        "--mode perf_viz {again} 可以查看它测得的结果",
    ),
)
RUN_ASKED_OTHERS = ConfigError.of(
    "C229",
    en=(
        "{folder} has asked {there} and not {strange}",
        "--reuse RUN, of the one that is meant, or a new run without --reuse",
    ),
    zh=(
        "{folder} 测的是 {there}，其中没有 {strange}",
        "用 --reuse RUN 指定要接着的那次运行，或不写 --reuse 重新运行",
    ),
)
SERVED_BY_ITSELF = ConfigError.of(
    "C230",
    en=(
        "{option}: {abbr} is served by a simulator of its own",
        "name a model config without serve=dict(…)",
    ),
    zh=("{option}: {abbr} 使用自己的模拟服务", "换成没有 serve=dict(…) 的模型配置"),
)
BURSTINESS_WITHOUT_RATE = ConfigError.of(
    "C231",
    en=(
        "--burstiness spreads the requests of a rate, and {abbr} has none",
        "--request-rate R, or --ramp-up-strategy with its rates",
    ),
    zh=(
        "--burstiness 只在限速时起作用，而 {abbr} 没有设置请求速率",
        "加上 --request-rate R，或 --ramp-up-strategy 及其速率",
    ),
)
SEVERAL_TOKENIZERS = ConfigError.of(
    "C232",
    en=(
        "--input-len: the models have several tokenizers, for each of which a prompt has another "
        "length",
        "--tokenizer DIR for all of them, or one run for each",
    ),
    zh=(
        "--input-len: 这些模型的分词器不止一个，同一条提示词在它们那里长度不同",
        "用 --tokenizer DIR 统一指定，或每个模型单独运行",
    ),
)
NO_TOKENIZER = ConfigError.of(
    "C233",
    en=(
        "--input-len counts prompts with the model's tokenizer, and none is named",
        "--tokenizer DIR (path in the model's file)",
    ),
    zh=(
        "--input-len 要用模型的分词器计算长度，但没有指定分词器",
        "--tokenizer DIR（即模型配置文件里的 path）",
    ),
)
WORD_IS_NO_TEXT = ConfigError.of(
    "C235",
    en=("{word!a} is no text in UTF-8", "give that file or folder a name in UTF-8"),
    zh=("{word!a} 不是 UTF-8 文本", "请把该文件或目录改成 UTF-8 的名字"),
)

# --- config files

NO_CONFIG_FOLDER = ConfigError.of(
    "C301",
    en=("--config-dir {folder}: no such folder", "a folder that holds models/ or datasets/"),
    zh=("--config-dir {folder}: 目录不存在", "应为含有 models/ 或 datasets/ 的目录"),
)
CONFIG_STANDS_TWICE = ConfigError.of(
    "C302",
    en=("{kind} config {name!r} stands {count} times: {places}", "rename all but one"),
    zh=("{kind}配置 {name!r} 有 {count} 份：{places}", "只留一份，其余改名"),
)
UNKNOWN_CONFIG = ConfigError.of(
    "C303",
    en=(
        "no {kind} config named {name!r}",
        "{hint}\n  searched {places} ({count} configs); list them with: evalbench --list {folder}",
    ),
    zh=(
        "没有名为 {name!r} 的{kind}配置",
        "{hint}\n  已查找 {places}（共 {count} 份）；全部列出：evalbench --list {folder}",
    ),
)
NO_CONFIG_FILE = ConfigError.of(
    "C304",
    en=("{path}: no such config file", "evalbench init copies the shipped configs to ./configs"),
    zh=("{path}: 配置文件不存在", "evalbench init 可把自带的配置复制到 ./configs"),
)
CONFIG_IS_NO_PYTHON = ConfigError.of(
    "C305",
    en=("{path}:{line}: no valid Python: {reason}", "a config file is Python: mend this line"),
    zh=("{path}:{line}: 不是合法的 Python：{reason}", "配置文件是 Python 文件，请修改这一行"),
)
CONFIG_FAILS = ConfigError.of(
    "C306",
    en=("{place}: {kind}: {reason}", "a config file is run when it is read: mend what fails"),
    zh=("{place}: 执行时出错：{kind}：{reason}", "读取配置文件就是执行它，请改正这一处"),
)
NO_MODEL = ConfigError.of(
    "C307",
    en=("no model named", "--models NAME (evalbench --list models), or a config file"),
    zh=("没有指定模型", "--models NAME（evalbench --list models 可列出全部），或一个配置文件"),
)
NO_DATASET = ConfigError.of(
    "C308",
    en=(
        "no data set named",
        "--datasets NAME (evalbench --list datasets), --custom-dataset-path FILE, "
        "or for a load --input-len N",
    ),
    zh=(
        "没有指定数据集",
        "--datasets NAME（evalbench --list datasets 可列出全部）、--custom-dataset-path FILE，"
        "加负载时也可用 --input-len N",
    ),
)
NOTHING_READS = ConfigError.of(
    "C309",
    en=("{path}: nothing reads {name!r}", "did you mean {near}?"),
    zh=("{path}: 变量 {name!r} 不会被读取", "是否想写 {near}？"),
)
NO_DATASETS_VARIABLE = ConfigError.of(
    "C310",
    en=("{path}: no variable ends in _datasets", "my_datasets = [dict(…)]"),
    zh=("{path}: 没有以 _datasets 结尾的变量", "my_datasets = [dict(…)]"),
)
NO_BASE = ConfigError.of(
    "C312",
    en=(
        "{path}: within read_base(), from {module} import …: there is no {file}",
        "one dot before the name is the folder of this file, two the one above it",
    ),
    zh=(
        "{path}: read_base() 中的 from {module} import …：没有文件 {file}",
        "名字前一个点表示本文件所在的目录，两个点表示上一级目录",
    ),
)
CONFIG_NOT_UTF8 = ConfigError.of(
    "C313",
    en=(
        "{path} line {line}: expected UTF-8, found byte 0x{byte:02x}",
        "if it is GB18030: iconv -f GB18030 -t UTF-8 {name}",
    ),
    zh=(
        "{path} 第 {line} 行：应为 UTF-8，却有字节 0x{byte:02x}",
        "如果是 GB18030 编码：iconv -f GB18030 -t UTF-8 {name}",
    ),
)
CONFIG_IS_FOLDER = ConfigError.of(
    "C311",
    en=(
        "{path} is a folder, and no config file",
        "a file in it; or --config-dir {path}, and --models and --datasets name what is in it",
    ),
    zh=(
        "{path} 是目录，不是配置文件",
        "请写其中的文件；或写 --config-dir {path}，再用 --models 和 --datasets 指定其中的配置",
    ),
)

# --- prompt templates

NO_TEMPLATE = ConfigError.of(
    "C321",
    en=("neither a prompt_template nor an ice_template", "infer_cfg=dict(prompt_template=dict(…))"),
    zh=("既没有 prompt_template，也没有 ice_template", "infer_cfg=dict(prompt_template=dict(…))"),
)
UNKNOWN_FIELD = ConfigError.of(
    "C322",
    en=("the template shows {{{name}}}, and there is no such column", "did you mean {{{near}}}?"),
    zh=("模板里有 {{{name}}}，但没有这一列", "是否想写 {{{near}}}？"),
)
NO_ICE_TEMPLATE = ConfigError.of(
    "C323",
    en=(
        "the retriever gives examples, but there is no ice_template to show them",
        "add an ice_template, or use ZeroRetriever",
    ),
    zh=(
        "retriever 给出了 few-shot 示例，但没有用来呈现它们的 ice_template",
        "加上 ice_template，或改用 ZeroRetriever",
    ),
)
NO_ICE_TOKEN = ConfigError.of(
    "C324",
    en=(
        "the retriever gives examples, but the prompt has no ice_token",
        'put "</E>" where they go and add ice_token="</E>"',
    ),
    zh=(
        "retriever 给出了 few-shot 示例，但提示词没有 ice_token",
        '在放示例的位置写 "</E>"，并加上 ice_token="</E>"',
    ),
)
NO_ROOM_FOR_TEXTS = ConfigError.of(
    "C325",
    en=(
        "the examples are texts, but no text of the prompt has the ice_token",
        "put the ice_token into a text, or make the ice_template of turns",
    ),
    zh=(
        "few-shot 示例是文本，但提示词的文本里都没有 ice_token",
        "把 ice_token 写进文本，或把 ice_template 改成多轮对话的形式",
    ),
)
NO_ROOM_FOR_TURNS = ConfigError.of(
    "C326",
    en=(
        "the examples are turns, but the ice_token does not stand among the prompt's turns",
        'begin="</E>"',
    ),
    zh=("few-shot 示例是对话轮次，但 ice_token 不在提示词的轮次之间", 'begin="</E>"'),
)
EMPTY_ICE_TOKEN = ConfigError.of(
    "C327",
    en=("ice_token must not be empty", 'ice_token="</E>"'),
    zh=("ice_token 不能为空", 'ice_token="</E>"'),
)
ICE_TOKEN_ABSENT = ConfigError.of(
    "C328",
    en=(
        "the ice_token {token!r} is not in the template",
        "put it where the examples go, or leave it out",
    ),
    zh=("模板里没有 ice_token {token!r}", "把它写在放示例的位置，或去掉 ice_token"),
)
TEMPLATE_MALFORMED = ConfigError.of(
    "C329",
    en=("template must be a text or dict(round=[…]), not {found!r}",),
    zh=("template 必须是文本或 dict(round=[…])，不能是 {found!r}",),
)
UNKNOWN_SECTION = ConfigError.of(
    "C330",
    en=("a template has no section {section!r}", "{hint}"),
    zh=("模板没有 {section!r} 这一部分", "{hint}"),
)
SECTION_IS_NO_LIST = ConfigError.of(
    "C331",
    en=(
        "{section} must be a list of turns, not {found!r}",
        '{section}=[dict(role="HUMAN", prompt="…")]',
    ),
    zh=(
        "{section} 必须是由对话轮次组成的列表，不能是 {found!r}",
        '{section}=[dict(role="HUMAN", prompt="…")]',
    ),
)
NO_ROUND = ConfigError.of(
    "C332",
    en=("a template of turns needs a round", 'round=[dict(role="HUMAN", …)]'),
    zh=("由对话轮次组成的模板必须有 round", 'round=[dict(role="HUMAN", …)]'),
)
TURN_IS_NO_DICT = ConfigError.of(
    "C333",
    en=("a turn of {section} must be a dict, not {found!r}", 'dict(role="HUMAN", prompt="…")'),
    zh=("{section} 中的每一轮必须是字典，不能是 {found!r}", 'dict(role="HUMAN", prompt="…")'),
)
STRAY_TEXT = ConfigError.of(
    "C334",
    en=(
        "{section} holds the text {text!r}, which is not the ice_token",
        'dict(role="HUMAN", prompt={text!r})',
    ),
    zh=("{section} 中的文本 {text!r} 不是 ice_token", 'dict(role="HUMAN", prompt={text!r})'),
)
TURN_WITHOUT_TEXT = ConfigError.of(
    "C335",
    en=("a turn of {section} needs a text as prompt, not {found!r}",),
    zh=("{section} 中每一轮的 prompt 必须是文本，不能是 {found!r}",),
)
UNKNOWN_ROLE = ConfigError.of(
    "C336",
    en=("a turn of {section} has the role {role!r}", "known: {known}"),
    zh=("{section} 中某一轮的 role 是 {role!r}", "可用的有：{known}"),
)

# --- the simulator

SIMULATOR_VALUE_OUT_OF_RANGE = ConfigError.of(
    "C401",
    en=("simulator: {key} must be {limits}, not {value}",),
    zh=("模拟服务：{key} 应{limits}，不能是 {value}",),
)
SIMULATOR_VALUE_UNKNOWN = ConfigError.of(
    "C402",
    en=("simulator: {key} must be one of {known}, not {value!r}",),
    zh=("模拟服务：{key} 只能是 {known} 之一，不能是 {value!r}",),
)
SIMULATOR_VALUE_EMPTY = ConfigError.of(
    "C403",
    en=("simulator: {key} must not be empty",),
    zh=("模拟服务：{key} 不能为空",),
)
HALF_OF_TLS = ConfigError.of(
    "C404",
    en=("simulator: tls_cert and tls_key are given together or not at all", "name both files"),
    zh=("模拟服务：tls_cert 和 tls_key 必须同时写，或都不写", "两个文件都要指定"),
)
TLS_FILES_UNUSABLE = ConfigError.of(
    "C405",
    en=(
        "simulator: tls_cert {certificate} with tls_key {key}: {reason}",
        "two PEM files that belong together, the key without a password",
    ),
    zh=(
        "模拟服务：tls_cert {certificate} 和 tls_key {key} 无法使用：{reason}",
        "应为相互匹配的两个 PEM 文件，私钥不能有密码",
    ),
)
PORT_IN_USE = ConfigError.of(
    "C406",
    en=(
        "simulator: port {port} on {host} is already in use",
        "end what listens there, choose another port, or port 0 for any free one",
    ),
    zh=(
        "模拟服务：{host} 的端口 {port} 已被占用",
        "结束占用该端口的程序，或换一个端口；端口 0 表示任选一个空闲的",
    ),
)
CANNOT_LISTEN = ConfigError.of(
    "C407",
    en=(
        "simulator: cannot listen on {host}, port {port}: {reason}",
        "choose an address of this machine and a port above 1023",
    ),
    zh=(
        "模拟服务：无法监听 {host} 的端口 {port}：{reason}",
        "使用本机的地址和 1023 以上的端口",
    ),
)
UNKNOWN_FAULT = ConfigError.of(
    "C408",
    en=("simulator: faults: there is no {kind!r}", "{hint}"),
    zh=("模拟服务：没有 {kind!r} 这种故障", "{hint}"),
)
FAULT_WITHOUT_AMOUNT = ConfigError.of(
    "C409",
    en=(
        "simulator: faults: {text!r} says neither how many nor which",
        "a share as in {kind}:0.02, or {kind}:every=50",
    ),
    zh=(
        "模拟服务：故障 {text!r} 没有写明比例或间隔",
        "写比例，如 {kind}:0.02；或写间隔，如 {kind}:every=50",
    ),
)
FAULTS_EXCEED_ALL = ConfigError.of(
    "C410",
    en=("simulator: faults: the shares add up to {shares:g}, more than 1", "lower some of them"),
    zh=("模拟服务：各种故障的比例合计为 {shares:g}，超过了 1", "调低其中一些"),
)
BOOK_UNREADABLE = ConfigError.of(
    "C411",
    en=("simulator: book {path} cannot be read: {reason}", "name a JSONL file of answers"),
    zh=("模拟服务：无法读取答案清单 {path}：{reason}", "应为存放答案的 JSONL 文件"),
)
BOOK_LINE_MALFORMED = ConfigError.of(
    "C412",
    en=(
        "simulator: book {path} line {line}: {reason}",
        'a line is {{"sha256": …, "answer": …, "kind": …}}',
    ),
    zh=(
        "模拟服务：答案清单 {path} 第 {line} 行：{reason}",
        '每行形如 {{"sha256": …, "answer": …, "kind": …}}',
    ),
)
TRUTH_LOG_UNWRITABLE = ConfigError.of(
    "C413",
    en=(
        "simulator: log {path} cannot be written: {reason}",
        "name a file in a folder that exists",
    ),
    zh=("模拟服务：无法写入日志 {path}：{reason}", "文件所在的目录必须存在"),
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
        "path {path!r} is no folder",
        "name the folder of the model's tokenizer (--tokenizer), or leave path empty",
    ),
    zh=(
        "path {path!r} 不是目录",
        "写明模型分词器所在的目录（--tokenizer），或把 path 留空",
    ),
)
TOKENIZER_NO_FILES = ConfigError.of(
    "C522",
    en=(
        "no tokenizer in {path!r}",
        "it needs one of {files}; it holds {found}",
    ),
    zh=("{path!r} 中没有分词器", "至少要有 {files} 之一；目录内容：{found}"),
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

UNKNOWN_RETRY = ConfigError.of(
    "C601",
    en=("--retry takes a number, failed or truncated, and not {word!r}", "{hint}"),
    zh=("--retry 接受一个数字、failed 或 truncated，不接受 {word!r}", "{hint}"),
)
RETRY_WITHOUT_REUSE = ConfigError.of(
    "C602",
    en=(
        "--retry {words} asks again for answers of an earlier run, and goes with --reuse",
        "--reuse, or --reuse RUN; --retry N says how often a request is sent again",
    ),
    zh=(
        "--retry {words} 重新询问先前运行中的回答，须与 --reuse 同用",
        "加上 --reuse 或 --reuse RUN；--retry N 表示一个请求最多重发几次",
    ),
)
NOTHING_ASKED_AGAIN = ConfigError.of(
    "C603",
    en=(
        "--mode {mode} asks no sample again: --retry {words} has nothing to do",
        "--mode all or --mode infer, with --reuse",
    ),
    zh=(
        "--mode {mode} 不会重新询问样本：--retry {words} 不起作用",
        "用 --mode all 或 --mode infer，并加上 --reuse",
    ),
)
ASKS_NOTHING = ConfigError.of(
    "C811",
    en=("--mode {mode} asks no service, and has no need of a doctor", "--mode all, infer or perf"),
    zh=("--mode {mode} 不访问服务，无需检查", "--mode all、infer 或 perf"),
)

KEY_FILE_UNREADABLE = ConfigError.of(
    "C901",
    en=(
        "the key file {path} cannot be read: {reason}",
        "api_key_file (--api-key-file) names a file that holds the key and nothing else",
    ),
    zh=(
        "无法读取密钥文件 {path}：{reason}",
        "api_key_file（--api-key-file）应指向只存放密钥的文件",
    ),
)
KEY_FILE_IS_NO_KEY = ConfigError.of(
    "C902",
    en=(
        "the key file {path} does not hold one line of text",
        "put the key into it, on one line and with nothing else",
    ),
    zh=("密钥文件 {path} 的内容不是单独一行文本", "文件里只写密钥，一行，不要有其他内容"),
)
KEY_TWICE = ConfigError.of(
    "C903",
    en=("api_key and api_key_file exclude each other", "delete api_key"),
    zh=("api_key 与 api_key_file 不能同时使用", "请删除 api_key"),
)
KEY_OPTIONS_TWICE = ConfigError.of(
    "C904",
    en=("--api-key-env and --api-key-file exclude each other", "leave one of them out"),
    zh=("--api-key-env 与 --api-key-file 不能同时使用", "请去掉其中一个"),
)
RERUN_BEGINS_ANEW = ConfigError.of(
    "C905",
    en=(
        "evalbench rerun takes no {option}: it begins a run of its own",
        "evalbench {again} goes on with that run",
    ),
    zh=(
        "evalbench rerun 不接受 {option}：它会开始一次新的运行",
        "evalbench {again} 可接续该运行",
    ),
)
KEY_VARIABLE_IS_NO_NAME = ConfigError.of(
    "C906",
    en=(
        "api_key_env names an environment variable, and what it says is no such name",
        "is it the key itself? export NAME=…, with the key, and --api-key-env NAME",
    ),
    zh=(
        "api_key_env 应为环境变量名，而它的值不是变量名",
        "如果写的是密钥本身：先 export NAME=…，值为密钥，再用 --api-key-env NAME",
    ),
)

# Configs of other tools

NO_COUNTERPART = ConfigError.of(
    "C760",
    en=("evalbench has no {kind} {named}{more}", "{hint}"),
    zh=("evalbench 没有 {kind} {named}{more}", "{hint}"),
)
NO_BASE_CONFIG = ConfigError.of(
    "C761",
    en=(
        "read_base: evalbench has no {kind} config {name!r}, which {module} means",
        "{hint}",
    ),
    zh=("read_base：{module} 指的 {kind} 配置 {name!r}，evalbench 没有", "{hint}"),
)
NOTHING_OF_THAT_NAME = ConfigError.of(
    "C762",
    en=("read_base: {path} has no {name!r}", "{hint}"),
    zh=("read_base：{path} 里没有 {name!r}", "{hint}"),
)
FUNCTION_NEEDS = ConfigError.of(
    "C763",
    en=(
        "{function} uses {name!r}, which cannot be written into the run's own config",
        "let it use only its parameters, constants, other functions of the file and the standard "
        "library; or put it into a module of your own: type='my_module.{function}'",
    ),
    zh=(
        "{function} 用到了 {name!r}，而它无法写入本次运行的配置",
        "函数只用自己的参数、常量、本文件的其他函数和标准库；"
        "或者放进自己的模块：type='my_module.{function}'",
    ),
)
REPEATS_DIFFER = ConfigError.of(
    "C764",
    en=(
        "how many answers each question gets is said in several ways: {said}",
        "say it once: n of the data set, sc_size of its eval_cfg, or num_return_sequences of every "
        "model alike",
    ),
    zh=(
        "每题要几个回答，出现了不同的说法：{said}",
        "只写一处：数据集的 n、eval_cfg 的 sc_size，或者所有模型一致的 num_return_sequences",
    ),
)
NO_PROMPTS_OF_HASH = ConfigError.of(
    "C850",
    en=(
        "read_base: {module} has the prompts of the hash {hash}, and no config of evalbench has "
        "these",
        "put its own file {file} beside this one and import it from there, or ask in a way of "
        "ours: {hint}",
    ),
    zh=(
        "read_base：{module} 的提示词摘要为 {hash}，evalbench 没有提示词与之相同的配置",
        "把它的文件 {file} 放到本文件旁边再导入，或改用 evalbench 的提问方式：{hint}",
    ),
)
NOT_THERE = ConfigError.of(
    "C765",
    en=("{key}={found!r} has no counterpart here", "{hint}"),
    zh=("{key}={found!r} 在这里没有对应的功能", "{hint}"),
)
META_TEMPLATE_MALFORMED = ConfigError.of(
    "C766",
    en=(
        "meta_template: {reason}",
        "dict(round=[dict(role='HUMAN', begin='…', end='…'), dict(role='BOT', begin='…', "
        "generate=True)])",
    ),
    zh=(
        "meta_template 不对：{reason}",
        "dict(round=[dict(role='HUMAN', begin='…', end='…'), dict(role='BOT', begin='…', "
        "generate=True)])",
    ),
)
LABELS_ARE_COMPARED = ConfigError.of(
    "C768",
    en=(
        "prompt_template has one template a label ({labels}): these are compared, not answered",
        "type=PPLInferencer, or a template without labels",
    ),
    zh=(
        "prompt_template 为每个标签各写了一个模板（{labels}）：它们用于比较，不用于生成",
        "使用 type=PPLInferencer，或改用不分标签的模板",
    ),
)
RANGE_NEITHER_COUNT_NOR_SHARE = ConfigError.of(
    "C767",
    en=(
        "{key} must be a whole number of rows or a share below 1, not {found!r}",
        "8, 0.1 or '[:8]'",
    ),
    zh=("{key} 必须是整数行数或小于 1 的比例，不能是 {found!r}", "如 8、0.1 或 '[:8]'"),
)

# What the simulator is told

MIX_IS_A_SHARE = ConfigError.of(
    "C801",
    en=("simulator: faults: {word!r} does not say how many", "a share as in mix:0.1 or mix:10%"),
    zh=("simulator: faults: {word!r} 没有说明占多少", "写成比例，如 mix:0.1 或 mix:10%"),
)
STRANGE_LOG = ConfigError.of(
    "C805",
    en=(
        "simulator: log {log} line {line} is not of a simulator: {reason}",
        "name another file: this one would be appended to",
    ),
    zh=(
        "simulator: 日志 {log} 第 {line} 行不是模拟器写的：{reason}",
        "换一个文件名：日志会追加到这个文件",
    ),
)

# Texts that are none

HALF_A_PAIR = ConfigError.of(
    "C802",
    en=(
        "{where} holds half a surrogate pair, which is no text",
        "write the character itself: \\U0001f600, not the half \\ud83d",
    ),
    zh=("{where} 含有半个代理对，不是文本", "直接写字符本身：用 \\U0001f600，不要用半个 \\ud83d"),
)

# What goes into a request, and which samples

NO_JSON = ConfigError.of(
    "C803",
    en=(
        "{key} holds what JSON cannot: {reason}",
        "texts, numbers, True, False, None, lists, dicts",
    ),
    zh=("{key} 含有 JSON 无法表示的值：{reason}", "可用文本、数字、True、False、None、列表和字典"),
)
FEWER_THAN = ConfigError.of(
    "C804",
    en=("{key} must be at least {least}, not {value}", "leave it out to ask all samples"),
    zh=("{key} 至少为 {least}，不能是 {value}", "不写则提问所有样本"),
)
OF_NO_USE_HERE = ConfigError.of(
    "C806",
    en=(
        "{where}: {named} is no {kind}",
        "type=… names a class of evalbench/{kind}s, or one like it",
    ),
    zh=("{where}：{named} 不是 {kind}", "type=… 应是 evalbench/{kind}s 里的类，或与之相同的类"),
)
K_OUT_OF_RANGE = ConfigError.of(
    "C701",
    en=("k={k}: of {n} answers to a question (n={n}) nothing can be said for so many", "1 to n"),
    zh=("k={k}：每题只有 {n} 个回答 (n={n})，无法得出这样的结果", "取 1 到 n"),
)
MATH_UNUSABLE = ConfigError.of(
    "C740",
    en=(
        "formulas cannot be compared: {reason}",
        "pip install 'math-verify[antlr4_13_2]' into the environment of evalbench",
    ),
    zh=(
        "无法比较数学公式：{reason}",
        "在 evalbench 的环境中执行 pip install 'math-verify[antlr4_13_2]'",
    ),
)
UNKNOWN_LANGUAGE = ConfigError.of(
    "C741",
    en=("lang={lang!r} is no language of MGSM", "one of {known}"),
    zh=("lang={lang!r} 不是 MGSM 的语言", "可用：{known}"),
)

# --- what scoring needs

INSTRUCTIONS_LACK_PACKAGE = ConfigError.of(
    "C750",
    en=(
        "its instructions cannot be checked without the package {package}: {reason}",
        'pip install "evalbench[instructions]"',
    ),
    zh=(
        "缺少软件包 {package}，无法检查其中的指令：{reason}",
        'pip install "evalbench[instructions]"',
    ),
)

# --- texts that are compared

ROUGE_LACKS_PACKAGE = ConfigError.of(
    "C800",
    en=(
        "ROUGE cannot be computed without the package {package}: {reason}",
        'pip install "evalbench[rouge]"',
    ),
    zh=(
        "缺少软件包 {package}，无法计算 ROUGE：{reason}",
        'pip install "evalbench[rouge]"',
    ),
)

# --- code that a model wrote

NO_SANDBOX = ConfigError.of(
    "C720",
    en=(
        "this host has no sandbox to run generated code in: {reason}",
        "allow user namespaces (sysctl user.max_user_namespaces, "
        "kernel.unprivileged_userns_clone=1, kernel.apparmor_restrict_unprivileged_userns=0; "
        "a container: seccomp=unconfined and apparmor=unconfined as its security options); "
        "--mode infer here and --mode eval --reuse on a host that has them; or --unsafe-code: "
        "generated code then runs with your own rights",
    ),
    zh=(
        "本机无法为生成的代码建立沙箱：{reason}",
        "允许用户命名空间（sysctl user.max_user_namespaces、kernel.unprivileged_userns_clone=1、"
        "kernel.apparmor_restrict_unprivileged_userns=0；容器的安全选项加 seccomp=unconfined "
        "和 apparmor=unconfined）；或在本机 --mode infer，到可建沙箱的主机上 "
        "--mode eval --reuse；或用 --unsafe-code：生成的代码将以当前用户的权限运行",
    ),
)
NO_TOOLCHAIN = ConfigError.of(
    "C721",
    en=(
        "programs in {language} need {tool}, and it is not on the PATH",
        "install it, or leave out the data set of this language",
    ),
    zh=(
        "运行 {language} 程序需要 {tool}，但 PATH 中没有它",
        "安装它，或去掉这种语言的数据集",
    ),
)
TOOLCHAIN_BROKEN = ConfigError.of(
    "C722",
    en=(
        "a trial program in {language} came to: {outcome}\n{said}",
        "see that its compiler works and lies outside of your home as a whole, or leave out the "
        "data set of this language",
    ),
    zh=(
        "{language} 的试运行程序结果为：{outcome}\n{said}",
        "请确认编译器可用，且不直接放在主目录下；或去掉这种语言的数据集",
    ),
)

# Answers that are scored, and not given

NO_LABELS = ConfigError.of(
    "C780",
    en=(
        "the inferencer scores labels, and the template has none",
        'prompt_template=dict(type=PromptTemplate, template={{"A": …, "B": …}})',
    ),
    zh=(
        "inferencer 按标签打分，但模板里没有标签",
        'prompt_template=dict(type=PromptTemplate, template={{"A": …, "B": …}})',
    ),
)
LABELS_NOT_SCORED = ConfigError.of(
    "C781",
    en=(
        "the template has a prompt for each label ({labels}), and the inferencer generates answers",
        "inferencer=dict(type=PPLInferencer), or a template of one prompt",
    ),
    zh=(
        "模板为每个标签 ({labels}) 各写了一个提示词，但 inferencer 是生成式的",
        "inferencer=dict(type=PPLInferencer)，或改用单个提示词的模板",
    ),
)
LABEL_SAYS_NOTHING = ConfigError.of(
    "C782",
    en=(
        "label {label}: the prompts of other labels begin with the whole of its own, so that "
        "nothing of it can be scored",
        'inferencer=dict(type=PPLInferencer, scored="prompt") scores whole prompts',
    ),
    zh=(
        "标签 {label}：其他标签的提示词以它的全文开头，没有可供打分的部分",
        'inferencer=dict(type=PPLInferencer, scored="prompt") 对整个提示词打分',
    ),
)
CHOICES_NOT_SHOWN = ConfigError.of(
    "C810",
    en=(
        "choices={column!r}: the prompt template has no {{{column}}}, where a row's own labels go",
        "put {{{column}}} where the answer stands",
    ),
    zh=(
        "choices={column!r}：提示词模板里没有 {{{column}}}，各题自己的标签无处可放",
        "在答案的位置写上 {{{column}}}",
    ),
)
TOKENIZER_TELLS_NO_PLACES = ConfigError.of(
    "C814",
    en=(
        "the tokenizer at {path} does not tell which letters a token is made of, and no text can "
        "be cut to a length in its tokens",
        "one with a tokenizer.json; or tokenizer_model=None: lengths in characters",
    ),
    zh=(
        "{path} 处的分词器不提供各 token 对应的字符位置，无法按其 token 数截取文本",
        "换用带 tokenizer.json 的分词器；或 tokenizer_model=None：长度按字符计",
    ),
)
NO_SUCH_TOKENIZER = ConfigError.of(
    "C817",
    en=(
        "tokenizer_model={name!r} is no folder, and nothing is downloaded",
        'the folder of a tokenizer; "{ours}": that of the model (path, --tokenizer); None: '
        "lengths in characters",
    ),
    zh=(
        "tokenizer_model={name!r} 不是目录，而程序不会下载任何东西",
        '写分词器所在的目录；"{ours}"：使用模型的分词器（path、--tokenizer）；None：长度按字符计',
    ),
)
DEPTH_OUT_OF_RANGE = ConfigError.of(
    "C815",
    en=("depth {depth}: how far into the text a needle is, in percent", "0 to 100"),
    zh=("深度 {depth}：应为针在文本中所处位置的百分比", "取 0 到 100"),
)
OPTIONS_ARE_NO_LETTERS = ConfigError.of(
    "C813",
    en=("options={found}: each must be one capital letter", 'options=["A", "B", "C"]'),
    zh=("options={found}：每项应为一个大写字母", 'options=["A", "B", "C"]'),
)
CHOICES_AND_LABELS = ConfigError.of(
    "C816",
    en=(
        "the template has labels ({labels}), and choices={column!r} says that each row has its own",
        "one prompt with {{{column}}}, or leave out choices",
    ),
    zh=(
        "模板里有标签 ({labels})，而 choices={column!r} 表示各题有自己的标签",
        "改用一个含 {{{column}}} 的提示词，或去掉 choices",
    ),
)
CHOICES_NOT_READ = ConfigError.of(
    "C812",
    en=(
        "choices={column!r} is none of input_columns, and only those get into a prompt",
        "add it to reader_cfg.input_columns",
    ),
    zh=(
        "choices={column!r} 不在 input_columns 中，只有其中的列才能进入提示词",
        "把它加进 reader_cfg.input_columns",
    ),
)
SCORING_NOT_TIMED = ConfigError.of(
    "C783",
    en=(
        "answers are scored, not generated: there is nothing to be timed",
        "{hint}",
    ),
    zh=("答案是打分选出的，不是生成的：没有可测量的性能", "{hint}"),
)
SCORED_ONCE = ConfigError.of(
    "C784",
    en=("n={n}: a score of labels is the same each time", "leave out n and k"),
    zh=("n={n}：对标签的打分每次都相同", "去掉 n 和 k"),
)

# Short free answers

JIEBA_UNUSABLE = ConfigError.of(
    "C790",
    en=(
        "Chinese cannot be split into words without the package jieba: {reason}",
        "pip install jieba",
    ),
    zh=("缺少可用的软件包 jieba，无法对中文分词：{reason}", "pip install jieba"),
)
