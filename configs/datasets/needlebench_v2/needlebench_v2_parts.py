"""What the data sets of NeedleBench v2 have in common: texts, needles, prompts, scoring."""

from evalbench.datasets.needlebench import (
    NeedleBenchMultiDataset,
    NeedleBenchOriginDataset,
    NeedleBenchParallelDataset,
)
from evalbench.evaluators.needlebench import (
    NeedleBenchATCEvaluator,
    NeedleBenchOriginEvaluator,
    NeedleBenchParallelEvaluator,
)
from evalbench.inferencers.generate import GenInferencer
from evalbench.postprocessors.needlebench import (
    needlebench_atc_postprocess_v2,
    needlebench_postprocess,
)
from evalbench.prompts.template import PromptTemplate
from evalbench.retrievers.zero import ZeroRetriever

depths = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]  # percent of the text

# your own text: its file, or a folder of .txt and .jsonl files, in place of these; of the length,
# so much is left for what is asked
languages = dict(
    en=dict(language="English", file_list=["PaulGrahamEssays.jsonl"], length_buffer=3000),
    zh=dict(language="Chinese", file_list=["zh_finance.jsonl"], length_buffer=200),
)
short_languages = dict(languages, en=dict(languages["en"], length_buffer=500))

needlebench = dict(
    path="needlebench",
    tokenizer_model="{tokenizer or none}",  # of the model's path; without one: characters
    seed=0,
    reader_cfg=dict(input_columns=["prompt"], output_column="answer"),
    infer_cfg=dict(
        prompt_template=dict(
            type=PromptTemplate, template=dict(round=[dict(role="HUMAN", prompt="{prompt}")])
        ),
        retriever=dict(type=ZeroRetriever),
        inferencer=dict(type=GenInferencer),
    ),
)
single = dict(
    needlebench,
    type=NeedleBenchOriginDataset,
    needle_file_name="needles.jsonl",
    num_repeats_per_file=10,
    eval_cfg=dict(
        evaluator=dict(type=NeedleBenchOriginEvaluator),
        pred_postprocessor=dict(type=needlebench_postprocess),
    ),
)
multi_retrieval = dict(
    needlebench,
    type=NeedleBenchParallelDataset,
    needle_file_name="needles.jsonl",
    num_repeats_per_file=25,
    eval_cfg=dict(
        evaluator=dict(type=NeedleBenchParallelEvaluator),
        pred_postprocessor=dict(type=needlebench_postprocess),
    ),
)
multi_reasoning = dict(
    needlebench,
    type=NeedleBenchMultiDataset,
    needle_file_name="names.json",
    num_repeats_per_file=10,
    diff=10,
    eval_cfg=dict(
        evaluator=dict(type=NeedleBenchATCEvaluator),
        pred_postprocessor=dict(type=needlebench_atc_postprocess_v2),
    ),
)
