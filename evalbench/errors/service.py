"""The catalogue of errors. Endpoints that cannot be used as configured: codes S101 and so on."""

from evalbench.errors import ServiceError

SIMULATOR_DID_NOT_START = ServiceError.of(
    "S101",
    en=("the simulator did not start", "its own words stand above"),
    zh=("模拟服务没有启动", "原因见上面它自己的输出"),
)


# A failure of the whole service. `said` is what it, or the connection to it, said

SPEAKS_HTTPS = ServiceError.of(
    "S301",
    en=("it was asked in plain http: {said}", "it speaks https: --url {url}"),
    zh=("请求用的是明文 http：{said}", "服务使用 https：--url {url}"),
)
MAY_SPEAK_HTTPS = ServiceError.of(
    "S302",
    en=(
        "it hangs up on plain http: {said}",
        "does the port speak https? then --url {url}; else look into the server's log",
    ),
    zh=(
        "服务断开了明文 http 连接：{said}",
        "该端口是否使用 https？若是：--url {url}；若不是，请查看服务端日志",
    ),
)
SPEAKS_HTTP = ServiceError.of(
    "S303",
    en=("it was asked in https: {said}", "it speaks http: --url {url}"),
    zh=("请求用的是 https：{said}", "服务使用 http：--url {url}"),
)
CERTIFICATE_NOT_TRUSTED = ServiceError.of(
    "S304",
    en=(
        "nobody vouches for its certificate: {said}",
        "--ca-file FILE names the certificates (PEM) that vouch for it; --insecure takes any "
        "certificate",
    ),
    zh=(
        "服务的证书不受信任：{said}",
        "用 --ca-file FILE 指定为它担保的证书（PEM）；--insecure 接受任何证书",
    ),
)
PROXY_ANSWERS = ServiceError.of(
    "S305",
    en=(
        "no API answers there: {said}",
        "the answer is a proxy's: {variable}={proxy}; unset {variable}, or export no_proxy={hosts}",
    ),
    zh=(
        "该地址应答的不是 API：{said}",
        "这是代理的应答：{variable}={proxy}；请 unset {variable}，或 export no_proxy={hosts}",
    ),
)
NO_API_THERE = ServiceError.of(
    "S306",
    en=(
        "no API answers there: {said}",
        "this is a web page, not the API: is the port right, and the part before /v1? does the "
        "network want a login first?",
    ),
    zh=(
        "该地址应答的不是 API：{said}",
        "这是网页，不是 API：请检查端口，以及 /v1 之前的部分；网络是否要求先登录？",
    ),
)
NO_ANSWER_IN_TIME = ServiceError.of(
    "S307",
    en=(
        "it does not answer in time: {said}",
        "is it still loading its model? try again when `curl {base}/v1/models` answers",
    ),
    zh=(
        "服务没有及时应答：{said}",
        "模型是否还在加载？等 `curl {base}/v1/models` 有应答后再试",
    ),
)
NOT_REACHED = ServiceError.of(
    "S308",
    en=(
        "it cannot be reached: {said}",
        "start the service, or name its place: --url, --host-ip, --host-port (now {port}). "
        "Does `curl {base}/v1/models` answer?",
    ),
    zh=(
        "无法连接服务：{said}",
        "启动服务，或写明服务地址：--url、--host-ip、--host-port（当前为 {port}）。"
        "`curl {base}/v1/models` 是否有应答？",
    ),
)
MODEL_NOT_SERVED = ServiceError.of(
    "S309",
    en=(
        "it has no such model: {said}",
        "it serves {models}, not {name!r}: --model-name {first}",
    ),
    zh=(
        "服务没有这个模型：{said}",
        "它提供的是 {models}，没有 {name!r}：--model-name {first}",
    ),
)
NOT_FOUND_THERE = ServiceError.of(
    "S310",
    en=(
        "it knows no such path or model: {said}",
        "is {base} the right address? It must be the part before /v1",
    ),
    zh=(
        "服务没有这个路径或模型：{said}",
        "服务地址 {base} 是否正确？应为 /v1 之前的部分",
    ),
)
KEY_REFUSED = ServiceError.of(
    "S311",
    en=("it refuses the key: {said}", "the key was sent and refused: is it the right one?"),
    zh=("服务拒绝了密钥：{said}", "密钥已发送但被拒绝：请确认它是否正确"),
)
KEY_WANTED = ServiceError.of(
    "S312",
    en=(
        "it wants a key: {said}",
        "set the key in $OPENAI_API_KEY, or name its variable: --api-key-env NAME",
    ),
    zh=(
        "服务要求密钥：{said}",
        "在环境变量 $OPENAI_API_KEY 中设置密钥，或用 --api-key-env NAME 指定变量名",
    ),
)
REQUEST_REFUSED = ServiceError.of(
    "S313",
    en=(
        "it refuses the request: {said}",
        "the message is the server's own; change the request accordingly: "
        "--max-out-len, --generation key=value, --model-name",
    ),
    zh=(
        "服务拒绝了请求：{said}",
        "以上是服务端的原话，请据此调整请求：--max-out-len、--generation 键=值、--model-name",
    ),
)
SERVICE_FAILS = ServiceError.of(
    "S314",
    en=(
        "it fails: {said}",
        "look into the server's log; words that are not the server's come from a gateway, or from "
        "a network that wants a login first",
    ),
    zh=(
        "服务出错：{said}",
        "请查看服务端日志；如果不是服务端的话，则可能来自网关，或者网络要求先登录",
    ),
)
TOO_MANY_REQUESTS = ServiceError.of(
    "S317",
    en=(
        "it takes no more requests: {said}",
        "ask less at once, or more slowly: --batch-size 1, --request-rate R; is the quota of the "
        "key used up?",
    ),
    zh=(
        "服务不再接受请求：{said}",
        "减少并发或放慢：--batch-size 1、--request-rate R；密钥的额度是否已用完？",
    ),
)
SENT_ELSEWHERE = ServiceError.of(
    "S318",
    en=(
        "it sends everybody elsewhere: {said}",
        "--url with that address, if it is the service's; if it is a login page, log in to the "
        "network first",
    ),
    zh=(
        "服务要求转到别处：{said}",
        "如果那是服务的地址，请用 --url 写上；如果那是登录页，请先登录网络",
    ),
)
MODELS_NOT_TOLD = ServiceError.of(
    "S315",
    en=(
        "{model}: {base} does not say which models it serves",
        "name the model: model='…' in the file, or --model-name",
    ),
    zh=(
        "{model}: {base} 没有说明它提供哪些模型",
        "写明模型名：配置文件中的 model='…'，或 --model-name",
    ),
)

# A load that did not come to its end

NO_SUCCESS = ServiceError.of(
    "S321",
    en=(
        "nothing has succeeded, and what failed will fail again: {said}",
        "mend its cause; --reuse then goes on",
    ),
    zh=("没有一个请求成功，再试也会失败：{said}", "排除原因后，用 --reuse 继续"),
)
REQUESTS_LOST = ServiceError.of(
    "S322",
    en=(
        "{model}: {deaths}: {lost} requests have no record",
        "what came back is kept and shown; run again for the whole of it",
    ),
    zh=(
        "{model}: {deaths}: {lost} 个请求没有记录",
        "已返回的都已保存并显示；要得到全部结果，请重新运行",
    ),
)
CALIBRATION_CUT_SHORT = ServiceError.of(
    "S323",
    en=("the load ended before its time", "run evalbench calibrate again"),
    zh=("负载提前结束", "请重新运行 evalbench calibrate"),
)
TOO_MANY_ERRORS = ServiceError.of(
    "S701",
    en=(
        "{model}: {failed} of {finished} samples have failed, more than --max-errors {budget}: "
        "{causes}",
        "mend the cause, then --reuse asks for the rest: what was answered is kept",
    ),
    zh=(
        "{model}：已完成 {finished} 个样本，其中 {failed} 个失败，超过 --max-errors {budget}："
        "{causes}",
        "排除原因后用 --reuse 继续提问其余样本；已得到的回答都保留",
    ),
)
SERVER_GONE = ServiceError.of(
    "S702",
    en=(
        "{name}: gone, and not back within {seconds:g} s: {words}",
        "start the service, then --reuse asks for the rest: what was answered is kept; "
        "--wait-server SECONDS waits longer",
    ),
    zh=(
        "{name}：服务已断开，{seconds:g} 秒内未恢复：{words}",
        "启动服务后用 --reuse 继续提问其余样本，已得到的回答都保留；--wait-server 秒数 可延长等待",
    ),
)
NO_LOGPROBS = ServiceError.of(
    "S780",
    en=(
        "{said}: answers cannot be scored",
        "a server that tells log-probabilities of prompts (vLLM does), or a gen config "
        "instead of the ppl config, where the data set has one",
    ),
    zh=(
        "{said}：无法对答案打分",
        "换用提供提示词对数概率的服务（vLLM 提供），或改用该数据集的 gen 配置（如果有）",
    ),
)
