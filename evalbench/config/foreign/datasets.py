"""Keys of a data set dict that other tools have, and that are said elsewhere here or not at all."""

from collections.abc import Mapping
from typing import Any

from evalbench.config.foreign.passed import SERVER, drop_idle, name_of, section, without
from evalbench.config.foreign.templates import plain_template
from evalbench.errors.entries import Phrase

Raw = dict[str, Any]

_OF_INFERENCERS = {
    "batch_size": Phrase("that of the model holds", "以模型的为准"),
    "save_every": Phrase("every answer is kept as it comes", "每个回答到达后即保存"),
    "max_seq_len": SERVER,
    "min_out_len": Phrase("no least length is asked for", "不要求最短长度"),
    "output_json_filepath": Phrase(
        "predictions/ has a place of its own", "predictions/ 有固定的位置"
    ),
    "output_json_filename": Phrase(
        "predictions/ has a place of its own", "predictions/ 有固定的位置"
    ),
    "infer_type": Phrase("sc_size says it", "由 sc_size 说明"),
}
_OF_SCORING = {
    "pred_role": Phrase(
        "a service answers in the model's own role alone", "服务只以模型自己的角色回答"
    ),
    "num_gpus": Phrase("scoring runs on no accelerator", "评分不使用加速卡"),
}
_OF_EVALUATORS: dict[str, dict[str, Phrase]] = {
    "mathevaluator": {
        "version": Phrase(
            "what either version takes for equal is equal here",
            "两个版本任一认为相等的，这里都视为相等",
        )
    },
    "lcbcodegenerationevaluator": {
        "num_process_evaluate": Phrase(
            "as many programs run at a time as there are cores", "同时运行的程序数等于处理器核数"
        ),
        "release_version": Phrase("the data set says it", "由数据集说明"),
    },
}
# their pass@k is counted by the evaluator itself
_WITH_K = ("humanevalevaluator", "mbpppasskevaluator")
_TOO_FEW = Phrase(
    "pass@k is of the n answers that a question gets: n=…, k=[…] in the data set's dict",
    "pass@k 取决于每道题的回答数 n：请在数据集的 dict 中写 n=…、k=[…]",
)
_OF_DATA = {"local_mode": Phrase("data are always read from files", "数据总是从文件读取")}
# which tasks of L-Eval AISBench reads by the first line, though their answers stand at the end
_READ_TO_THE_END = ("codeuevaluator", "levalemevaluator", "scifievaluator")
_FIRST_LINE = Phrase("the answer may stand at the end of the reply", "答案可能在回答的末尾")
# By data set the column by which their evaluators look up in the file what code is judged by
_NAMES_OF_PROBLEMS = {
    "humanevaldataset": "task_id",
    "humanevalxdataset": "declaration",
    "lcbcodegenerationdataset": "question_id",
}
# read wherever a row has them
_COLUMNS_OF_EVERY_SET = ("max_out_len", "timestamp")


def of_dataset(raw: Mapping[str, Any]) -> tuple[Raw, dict[str, Phrase]]:
    """The dict in our keys, and why what was passed over."""
    found, told = without(dict(raw), _OF_DATA)
    drop_idle(found, "meta_path", idle=("", None))
    infer = section(found, "infer_cfg")
    scoring, passed = without(section(found, "eval_cfg"), _OF_SCORING)
    told |= passed
    told |= _hear_inferencer(infer, scoring)
    told |= _hear_retriever(infer)
    for key in ("prompt_template", "ice_template"):
        if isinstance(infer.get(key), dict):
            infer[key] = plain_template(infer[key])
    told |= _hear_evaluator(scoring)
    heard = {"reader_cfg": _reader(section(found, "reader_cfg"), name_of(found))}
    heard |= {"infer_cfg": infer, "eval_cfg": scoring}
    return found | {key: value for key, value in heard.items() if value}, told


def _hear_evaluator(scoring: Raw) -> dict[str, Phrase]:
    evaluator = section(scoring, "evaluator")
    if not evaluator:
        return {}
    name = name_of(evaluator)
    evaluator, told = without(evaluator, _OF_EVALUATORS.get(name, {}))
    if "pred_postprocessor" in evaluator and "pred_postprocessor" not in scoring:
        scoring["pred_postprocessor"] = evaluator.pop("pred_postprocessor")
    read_by = name_of(scoring.get("pred_postprocessor"))
    if name in _READ_TO_THE_END and read_by == "general_postprocess":
        told["pred_postprocessor"] = _FIRST_LINE
        del scoring["pred_postprocessor"]
    if name in _WITH_K and "k" in evaluator:
        scoring.setdefault("k", evaluator.pop("k"))
    scoring["evaluator"] = evaluator
    return told


def of_repeats(raw: Mapping[str, Any]) -> tuple[Raw, dict[str, Phrase]]:
    """With the `k` of pass@k where ours is, once it is known how often a question is asked.

    `k=[1, 10, 100]` stands in every config of code there, however few the answers: what is more
    than they are is passed over.
    """
    scoring = section(raw, "eval_cfg")
    if "k" not in scoring:
        return dict(raw), {}
    said = scoring.pop("k")
    asked = said if isinstance(said, list | tuple) else [said]
    n = raw.get("n") or scoring.get("sc_size") or 1
    kept = [k for k in asked if not isinstance(k, int) or not isinstance(n, int) or 1 <= k <= n]
    found = {**raw, "eval_cfg": scoring}
    if n != 1:
        found = {"k": kept or [n], **found}
    return found, {} if n != 1 and len(kept) == len(asked) else {"k": _TOO_FEW}


def _reader(reader: Raw, dataset: str) -> Raw:
    judged_by = _NAMES_OF_PROBLEMS.get(dataset)
    if judged_by and reader.get("output_column") == judged_by:
        reader["output_column"] = "problem"
    columns = reader.get("input_columns")
    if isinstance(columns, str):
        columns = columns.split()
    if not isinstance(columns, list | tuple):
        return reader
    return {**reader, "input_columns": [c for c in columns if c not in _COLUMNS_OF_EVERY_SET]}


def _hear_inferencer(infer: Raw, scoring: Raw) -> dict[str, Phrase]:
    if not isinstance(infer.get("inferencer"), dict):
        return {}
    found, told = without(dict(infer["inferencer"]), _OF_INFERENCERS)
    drop_idle(found, "gen_field_replace_token", idle=("", None))
    drop_idle(found, "generation_kwargs", idle=({}, None))
    if isinstance(found.get("stopping_criteria"), str):
        found["stopping_criteria"] = [found["stopping_criteria"]]
    if "sc_size" in found:
        votes = found.pop("sc_size")
        scoring.setdefault("sc_size", votes)
    if "fix_id_list" in found:  # the spelling of before the retriever had it
        rows, retriever = found.pop("fix_id_list"), section(infer, "retriever")
        if name_of(retriever) == "fixkretriever":
            infer["retriever"] = {"fix_id_list": rows, **retriever}
        else:
            told["fix_id_list"] = Phrase(
                "the retriever shows no rows by number", "该 retriever 不按行号取示例"
            )
    infer["inferencer"] = found
    return told


def _hear_retriever(infer: Raw) -> dict[str, Phrase]:
    if not isinstance(infer.get("retriever"), dict):
        return {}
    found = dict(infer["retriever"])
    told: dict[str, Phrase] = {}
    for key in ("prompt_template", "ice_template"):  # AISBench's dumps say them twice
        found.pop(key, None)
    for key in ("ice_separator", "ice_eos_token"):
        drop_idle(found, key, idle=("\n", None))
    if "ice_num" in found and name_of(found) in ("zeroretriever", "fixkretriever"):
        del found["ice_num"]
        told["ice_num"] = Phrase("the retriever draws no rows", "该 retriever 不抽取示例")
    infer["retriever"] = found
    return told
