"""A timed load on disk: one row a request, its gaps as lists, in Parquet.

    <load>_requests/part-00000.parquet, ...   while the load runs, each a file of its own
    <load>_requests.parquet                   all of them, when it is over

The columns are public: `pandas.read_parquet` reads them. Null is unknown or not applicable.
Instants (`_ns`) are nanoseconds of one clock, `clock.now_ns` of the client; `connect_ns` and
`gaps_ns` are durations.

    id              "<dataset>/<index>/<repeat>/<step>"
    dataset, sample_index, repeat, step
    worker          the traffic process that sent it
    attempts        how often it was sent
    scheduled_ns    when the load plan wanted it to start
    sent_ns         just before its first byte was handed to the socket; 0: never sent
    connect_ns      how long its new connection took; null: the connection was warm
    headers_ns      the response headers were complete
    first_event_ns  the first SSE data event of any kind
    first_token_ns  the first event with output
    first_answer_ns the first event with output that is no reasoning
    last_token_ns   the last event with output
    stream_end_ns   the end of the response
    output_events   events with output
    input_tokens, output_tokens, cached_tokens
    asked_tokens    max_tokens where the server was told to ignore the end token
    token_source    who counted the tokens: "server"
    finish_reason   as the server gave it
    resent          sent again on a fresh connection, for the server had closed the idle one
    cause, message  of the failure, as it is counted ("http 429") and in words; cause is ""
                    and message null for a success
    text, reasoning the output; what had arrived of it when the request failed
    reasoned        whether there was any reasoning
    tool_calls      as JSON
    gaps_ns         the times between socket reads that carried output
    gap_events      output events that the read at the end of each gap brought; null: one each
    gap_tokens      output tokens that it brought; 0: not told; null: none of them was told
"""

from evalbench.columns.reading import Answer, ids, read, texts
from evalbench.columns.writing import RequestWriter, merge

__all__ = ["Answer", "RequestWriter", "ids", "merge", "read", "texts"]
