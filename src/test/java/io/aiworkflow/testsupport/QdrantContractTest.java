package io.aiworkflow.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That the hardened documents refuse what the plain ones would let through. */
class QdrantContractTest {
    private static final String QUERY = "/collections/c/points/query";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'filter':'not-a-filter','query':[1,2]}",
                "{'filter':{'must':[{'key':'a','mach':{'value':1}}]}}",
                "{'filter':{'must':[{'key':'a','match':{'valu':1}}]}}",
                "{'filter':{'must':[{'key':'a','range':{'less':1}}]}}",
                "{'filter':{'muss':[]}}",
                "{'prefetch':[{'query':[1]},{'query':[2]}],'query':{'fusion':'rrrf'}}",
                "{'prefetch':[{'query':[1]},{'query':[2]}],'query':{'rrf':{'q':2}}}",
                "{'prefetch':[{'query':[1]},{'query':[2]}],'query':{'rrf':{'k':0}}}",
                "{'query':[1,2],'with_payload':12}",
                "{'query':[1,2],'with_vectors':true}",
                "{'query':[1,2],'limit':0}",
                "{'query':[1,2],'limit':'ten'}",
                "{'query':{'indices':[-1],'values':[1]},'using':'words'}"
            })
    void refusesAQueryThatTheServerWouldReadDifferently(String body) {
        for (QdrantContract contract : QdrantContract.ALL) {
            assertThat(contract.problems("POST", QUERY, null, json(body)))
                    .as(contract.version())
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'query':[0.1,0.2],'using':'dense','filter':{'must':[{'key':'a','match':{'value':'x'}}]},'limit':5}",
                "{'filter':null,'query':null,'with_payload':null}",
                "{'prefetch':[{'query':[1],'limit':9}],'query':{'fusion':'rrf'}}",
                "{'prefetch':[{'query':{'indices':[4294967295],'values':[1]},'using':'w'}],'query':{'rrf':{'k':10}}}",
                "{'query':[1],'filter':{'must':[{'key':'t','range':{'gte':'2026-01-01T00:00:00Z'}}]}}",
                "{'query':[1],'filter':{'should':[{'must':[{'key':'a','match':{'any':['x']}}]}]},'with_vector':['dense']}"
            })
    void acceptsWhatTheServerUnderstands(String body) {
        for (QdrantContract contract : QdrantContract.ALL) {
            assertThat(contract.problems("POST", QUERY, null, json(body))).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT | /collections/c | {'vectors':{'dense':{'size':4,'distance':'cosine'}}}",
                "PUT | /collections/c | {'sparse_vectors':{'words':{'modifier':'IDF'}}}",
                "PUT | /collections/c | {'strict_mode':{'enabled':true}}",
                "PUT | /collections/c/index | {'field_name':'a','field_schema':'keywords'}",
                "PUT | /collections/c/points | {'points':[{'id':'1','payload':{}}]}",
                "PUT | /collections/c/points | {'points':[{'id':-1,'vector':{}}]}",
                "POST | /collections/c/points/count | {'exact':'yes'}",
                "POST | /collections/aliases | {'actions':[{'create':{'alias_name':'a','collection_name':'c'}}]}",
                "PUT | /collections/c/snapshots/recover | {'location':'file:///x','priority':'first'}",
                "POST | /collections/c/points/find | {}"
            })
    void refusesOtherRequestsThatAreNotQuiteRight(String method, String path, String body) {
        for (QdrantContract contract : QdrantContract.ALL) {
            assertThat(contract.problems(method, path, null, json(body)))
                    .as(contract.version())
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait=yes", "waits=true", "timeout=0"})
    void refusesParametersThatTheServerDoesNotKnow(String query) {
        List<String> problems = QdrantContract.ALL
                .get(0)
                .problems("PUT", "/collections/c/points", query, json("{'points':[{'id':1,'vector':{}}]}"));

        assertThat(problems).isNotEmpty();
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
