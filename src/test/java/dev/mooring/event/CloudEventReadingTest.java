package dev.mooring.event;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mooring.mqtt.InboundMessage;
import dev.mooring.mqtt.MessageProperties;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicName;
import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** CloudEvents of others: structured, and binary on MQTT 5. */
class CloudEventReadingTest {

    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String STRUCTURED =
            "{\"specversion\":\"1.0\",\"type\":\"t\",\"source\":\"/s\",\"id\":\"1\",\"data\":{\"n\":1}}";
    private static final MessageProperties BINARY = MessageProperties.NONE
            .with("specversion", "1.0")
            .with("type", "t")
            .with("source", "/s")
            .with("id", "1");

    /** The example of the specification, with what others add. */
    @Test
    void shouldReadStructuredOnes() {
        IncomingEvent event = structured("{\"specversion\":\"1.0\",\"type\":\"com.example.someevent\","
                + "\"source\":\"/mycontext\",\"subject\":null,\"id\":\"C234-1234-1234\",\"time\":\"2018-04-05T17:31:00Z\","
                + "\"comexampleextension1\":\"value\",\"comexampleothervalue\":5,\"datacontenttype\":\"application/json\","
                + "\"data\":{\"appinfoA\":\"abc\",\"seq\":4}}");

        assertThat(event.id()).isEqualTo("C234-1234-1234");
        assertThat(event.type()).isEqualTo("com.example.someevent");
        assertThat(event.source()).isEqualTo("/mycontext");
        assertThat(event.time()).isEqualTo(Instant.parse("2018-04-05T17:31:00Z"));
        assertThat(event.ts()).isEqualTo(new BigDecimal("1522949460.0"));
        assertThat(event.data().get("appinfoA").textValue()).isEqualTo("abc");
        assertThat(event.head().seq()).isEqualTo("4");
    }

    @Test
    void shouldReadBinaryOnes() {
        IncomingEvent event = binary(
                BINARY.withContentType("application/json; charset=utf-8").with("time", "2018-04-05T17:31:00.5+02:00"),
                " {\"seq\":\"x\"}\n");

        assertThat(event.id()).isEqualTo("1");
        assertThat(event.type()).isEqualTo("t");
        assertThat(event.source()).isEqualTo("/s");
        assertThat(event.time()).isEqualTo(Instant.parse("2018-04-05T15:31:00.5Z"));
        assertThat(event.data()).hasSize(1);
        assertThat(event.head().seq()).isEqualTo("x");
    }

    @Test
    void shouldReadAStructuredOneAlsoWhereUserPropertiesSaySo() {
        MessageProperties properties = MessageProperties.NONE
                .withContentType("application/cloudevents+json")
                .with("specversion", "1.0");

        assertThat(event(properties, STRUCTURED).data().get("n").intValue()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"specversion", "id", "type", "source"})
    void shouldRefuseABinaryOneWithoutAnAttribute(String missing) {
        MessageProperties without = MessageProperties.NONE;
        for (MessageProperties.UserProperty each : BINARY.userProperties()) {
            without = each.name().equals(missing) ? without : without.with(each.name(), each.value());
        }
        MessageProperties properties = without;

        // Without specversion it is an envelope, and none.
        assertThatThrownBy(() -> binary(properties, "{}"))
                .isInstanceOf(UndecodableException.class)
                .hasMessageMatching(
                        missing.equals("specversion") ? "ts of .*" : missing + " of a CloudEvent is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"id | id of an event must not be empty", "type | type of an event must not be empty"})
    void shouldRefuseEmptyAttributes(String name, String message) {
        MessageProperties properties = MessageProperties.NONE;
        for (MessageProperties.UserProperty each : BINARY.userProperties()) {
            properties = properties.with(each.name(), each.name().equals(name) ? "" : each.value());
        }
        MessageProperties empty = properties;

        assertThatThrownBy(() -> binary(empty, "{}"))
                .isInstanceOf(UndecodableException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[]", "7", "{", "{}{}", "null", "{\"a\":tru}"})
    void shouldRefuseABinaryOneWhoseDataIsNoObject(String payload) {
        assertThatThrownBy(() -> binary(BINARY, payload)).isInstanceOf(UndecodableException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "type", "source", "specversion"})
    void shouldRefuseABinaryOneWithAnAttributeTwice(String name) {
        assertThatThrownBy(() -> binary(BINARY.with(name, "other"), "{}"))
                .isInstanceOf(UndecodableException.class)
                .hasMessage("an attribute of a CloudEvent comes twice");
    }

    /** MQTT 5.0, section 3.3.2.3.7: a name may come twice. What is no attribute of ours is none of our business. */
    @Test
    void shouldIgnoreOtherUserPropertiesThatComeTwice() {
        assertThat(binary(BINARY.with("tag", "a").with("tag", "b"), "{}").id()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.3", "1", "1.1", "2.0", ""})
    void shouldRefuseOtherVersions(String version) {
        MessageProperties properties = MessageProperties.NONE
                .with("specversion", version)
                .with("type", "t")
                .with("source", "s")
                .with("id", "1");

        assertThatThrownBy(() -> binary(properties, "{}"))
                .isInstanceOf(UndecodableException.class)
                .hasMessage("specversion of a CloudEvent must be 1.0");
        assertThatThrownBy(() -> structured(STRUCTURED.replace("\"1.0\"", "\"" + version + "\"")))
                .isInstanceOf(UndecodableException.class)
                .hasMessage("specversion of a CloudEvent must be 1.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"yesterday", "", "2018-04-05", "1522949460", "2018-04-05T17:31:00", "+999999999-12-31T23:59:59Z"
            })
    void shouldRefuseTimesThatAreNone(String time) {
        assertThatThrownBy(() -> structured(STRUCTURED.replace("{\"spec", "{\"time\":\"" + time + "\",\"spec")))
                .isInstanceOf(UndecodableException.class)
                .hasMessageStartingWith("time of a CloudEvent must be ");
        assertThatThrownBy(() -> binary(BINARY.with("time", time), "{}"))
                .isInstanceOf(UndecodableException.class)
                .hasMessageStartingWith("time of a CloudEvent must be ");
    }

    @Test
    void shouldTakeOnesThatSayNoTime() {
        assertThat(structured(STRUCTURED).time()).isEqualTo(Instant.EPOCH);
        assertThat(binary(BINARY, "{}").ts()).isEqualByComparingTo("0");
    }

    @ParameterizedTest
    @CsvSource({
        "1760000000.123456, 2025-10-09T08:53:20.123456Z",
        "0, 1970-01-01T00:00:00Z",
        "-1.5, 1969-12-31T23:59:58.500Z",
        "1.0000000019, 1970-01-01T00:00:01.000000001Z",
        "999999999999999, +31690708-07-05T01:46:39Z",
    })
    void shouldMakeInstantsOfSeconds(BigDecimal seconds, String instant) {
        assertThat(CloudEventTime.instant(seconds)).hasToString(instant);
    }

    @Test
    void shouldKnowTheTraceOfBothKinds() {
        TraceContext trace = new TraceContext(PARENT, "a=b");

        assertThat(binary(trace.addedTo(BINARY), "{}").trace()).hasValue(trace);
        assertThat(structured(STRUCTURED.replace(
                                "{\"spec", "{\"traceparent\":\"" + PARENT + "\",\"tracestate\":\"a=b\",\"spec"))
                        .trace())
                .hasValue(trace);
        assertThat(event(trace.addedTo(MessageProperties.NONE), STRUCTURED).trace())
                .hasValue(trace);
        assertThat(structured(STRUCTURED.replace("{\"spec", "{\"traceparent\":\"bad\",\"spec"))
                        .trace())
                .isEmpty();
    }

    /** A second trace beside the first would make two of one attribute. */
    @Test
    void shouldHaveOneTraceAlsoWhenItIsSetTwice() {
        OutgoingEvent event = OutgoingEvent.of("t", "t", Map.of())
                .inTrace(new TraceContext(PARENT.replace("4b", "5c"), "old=1"))
                .with(MessageProperties.NONE.with("tag", "kept"))
                .inTrace(new TraceContext(PARENT.replace("4b", "5c"), "old=1"))
                .inTrace(new TraceContext(PARENT, null));

        assertThat(event.properties().userProperties())
                .containsExactly(
                        new MessageProperties.UserProperty("tag", "kept"),
                        new MessageProperties.UserProperty("traceparent", PARENT));
    }

    @Test
    void shouldKeepTheOtherPropertiesWhenATraceIsSet() {
        MessageProperties properties =
                MessageProperties.NONE.withContentType("text/x").withResponseTo(new TopicName("r"), Buffer.buffer("c"));

        MessageProperties traced = new TraceContext(PARENT, null).addedTo(properties);

        assertThat(traced.contentType()).isEqualTo("text/x");
        assertThat(traced.responseTopic()).isEqualTo(new TopicName("r"));
        assertThat(traced.correlationData()).isEqualTo(Buffer.buffer("c"));
    }

    private static IncomingEvent structured(String payload) {
        return event(MessageProperties.NONE, payload);
    }

    private static IncomingEvent binary(MessageProperties properties, String payload) {
        return event(properties, payload);
    }

    private static IncomingEvent event(MessageProperties properties, String payload) {
        InboundMessage message = new InboundMessage(
                new TopicName("t"),
                Buffer.buffer(payload.getBytes(UTF_8)),
                QoS.AT_LEAST_ONCE,
                false,
                false,
                properties);
        return new EventDecoder(JsonMapper.builder().build()).decode(message);
    }
}
