package com.technosupport.vms.web.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.detection.DetectionPolicy;
import com.technosupport.vms.api.detection.DetectionZone.Trigger;
import com.technosupport.vms.web.internal.Json;
import com.technosupport.vms.web.internal.http.InvalidFieldsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectionBodyTest {

    private static DetectionPolicy policy(String json) throws Exception {
        return Json.MAPPER
                .readValue(json.replace('\'', '"'), DetectionBody.class)
                .policy();
    }

    @Test
    void whatIsLeftOutIsAsForANewCamera() throws Exception {
        DetectionPolicy policy = policy("{'enabled':true}");
        assertThat(policy.enabled()).isTrue();
        assertThat(policy.minConfidence()).isEqualTo(0.8);
        assertThat(policy.detector()).isEmpty();
        assertThat(policy.labels()).containsExactly("person");
        assertThat(policy.motionGate()).isTrue();
    }

    @Test
    void whatIsGivenComesBack() throws Exception {
        DetectionPolicy policy = policy("{'enabled':true,'detector':'motion','framesPerSecond':2,'minConfidence':0.5,"
                + "'labels':[],'minSize':0.05,'minSeconds':1.5,'keyFramesOnly':true,'motionGate':false,'zones':["
                + "{'name':'yard','points':[[0,0],[1,0],[0.5,1]]},"
                + "{'name':'kerb','points':[[0,1],[1,0]],'trigger':'CROSS_LEFT'}]}");
        assertThat(policy.zones().get(0).trigger()).isEqualTo(Trigger.INSIDE);
        assertThat(policy.zones().get(1).trigger()).isEqualTo(Trigger.CROSS_LEFT);
        assertThat(policy.minDuration()).hasMillis(1500);
        assertThat(DetectionBody.of(policy).policy()).isEqualTo(policy);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|enabled",
                "{'enabled':true,'framesPerSecond':0}|framesPerSecond",
                "{'enabled':true,'minConfidence':1.1}|minConfidence",
                "{'enabled':true,'minSeconds':-1}|minSeconds",
                "{'enabled':true,'detector':' '}|detector",
                "{'enabled':true,'labels':['']}|labels",
                "{'enabled':true,'zones':[null]}|zones[0]",
                "{'enabled':true,'zones':[{'points':[[0,0],[1,0],[1,1]]}]}|zones[0].name",
                "{'enabled':true,'zones':[{'name':'a'}]}|zones[0].points",
                "{'enabled':true,'zones':[{'name':'a','points':[[0,0],[1.5,0],[1,1]]}]}|0 to 1",
                "{'enabled':true,'zones':[{'name':'a','points':[[0,0],[1,1],[1,0],[0,1]]}]}|do not cross",
                "{'enabled':true,'zones':[{'name':'a','points':[[0,0],[1]]}]}|[x, y]",
                "{'enabled':true,'zones':[{'name':'a','points':[[0,0],[1,null],[1,1]]}]}|[x, y]",
                "{'enabled':true,'zones':[{'name':'a','points':[[0,0],[1,0],[1,1]],'trigger':'SIT'}]}|trigger",
                "{'enabled':true,'zones':[{'name':'a','points':[[0,0],[1,0],[1,1]]},"
                        + "{'name':'a','points':[[0,0],[1,0],[1,1]]}]}|another zone",
            })
    void whatIsWrongIsNamed(String json, String sentence) {
        assertThatThrownBy(() -> policy(json))
                .isInstanceOf(InvalidFieldsException.class)
                .hasMessageContaining(sentence);
    }
}
