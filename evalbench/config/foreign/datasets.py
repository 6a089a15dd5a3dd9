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
_OF_DATA = {"local_mode": Phrase("data are always read from files", "数据总是从文件读取")}
_POST = "evalbench.postprocessors"
# whose reference takes the answer out of the reply itself: ours are given it
_READS_WITHIN: Mapping[str, Raw] = {
    "bbhevaluator": {"type": f"{_POST}.bbh.bbh_freeform_postprocess"},
    "dropopenaievaluator": {"type": f"{_POST}.short_answer.drop_postprocess"},
    "humanevalxevaluator": {"type": f"{_POST}.code.humanevalx_postprocess"},
    "ifbenchevaluator": {"type": f"{_POST}.whole.whole_reply"},
    "ifevaluator": {"type": f"{_POST}.whole.whole_reply"},
    "korbenchevaluator": {"type": f"{_POST}.korbench.korbench_postprocess"},
    "korbenchmixedevaluator": {"type": f"{_POST}.korbench_mixed.korbench_mixed_postprocess"},
    "lambadaevaluator": {"type": f"{_POST}.lambada.lambada_postprocess"},
    "lcbcodegenerationevaluator": {"type": f"{_POST}.code.lcb_postprocess"},
    "mathevaluator": {"type": f"{_POST}.math.math_postprocess_v2"},
    "mbpppasskevaluator": {"type": f"{_POST}.code.mbpp_postprocess"},
    "mmluprobaseevaluator": {
        "type": f"{_POST}.choice.first_line_option_postprocess",
        "options": "ABCDEFGHIJ",
    },
    "triviaqaevaluator": {"type": f"{_POST}.short_answer.triviaqa_first_line_postprocess"},
}
# of an evaluator that are also how its answers are read
_HOW_IT_READS = {"humanevalxevaluator": ("language",)}
_OF_EVALUATORS = {
    "num_process_evaluate": Phrase(
        "as many programs run at a time as there are cores", "同时运行的程序数等于处理器核数"
    ),
    "release_version": Phrase("the data set says it", "由数据集说明"),
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
    evaluator = section(scoring, "evaluator")
    if "pred_postprocessor" in evaluator and "pred_postprocessor" not in scoring:
        scoring["pred_postprocessor"] = evaluator.pop("pred_postprocessor")
        scoring["evaluator"] = evaluator
    told |= _hear_reading(scoring)
    heard = {"reader_cfg": _reader(section(found, "reader_cfg"))}
    heard |= {"infer_cfg": infer, "eval_cfg": scoring}
    return found | {key: value for key, value in heard.items() if value}, told


def _hear_reading(scoring: Raw) -> dict[str, Phrase]:
    """Give an evaluator that takes the answer out of the reply itself a rule that does."""
    if not isinstance(scoring.get("evaluator"), dict):
        return {}
    evaluator, told = without(scoring["evaluator"], _OF_EVALUATORS)
    scoring["evaluator"] = evaluator
    name = name_of(evaluator)
    if name in _READS_WITHIN and "pred_postprocessor" not in scoring:
        how = {key: evaluator[key] for key in _HOW_IT_READS.get(name, ()) if key in evaluator}
        scoring["pred_postprocessor"] = {**_READS_WITHIN[name], **how}
    return told


def _reader(reader: Raw) -> Raw:
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
