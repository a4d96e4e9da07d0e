package dev.mooring.mqtt;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

class BrokerUrlTest {

    @ParameterizedTest
    @CsvSource({
        "mqtt://broker, broker, 1883, false",
        "mqtt://broker/, broker, 1883, false",
        "mqtts://broker, broker, 8883, true",
        "mqtt://broker:1, broker, 1, false",
        "mqtts://broker:65535, broker, 65535, true",
        "MQTT://broker:1884, broker, 1884, false",
        "tcp://broker, broker, 1883, false",
        "ssl://broker, broker, 8883, true",
        "mqtt://10.0.0.1, 10.0.0.1, 1883, false",
        "mqtt://[::1], ::1, 1883, false",
        "mqtts://[2001:db8::7]:1884, 2001:db8::7, 1884, true",
        "mqtt://mqtt_broker, mqtt_broker, 1883, false",
        "mqtt://user:secret@mqtt_broker:1884/, mqtt_broker, 1884, false",
        "mqtt://broker.example.org., broker.example.org., 1883, false",
    })
    void shouldReadOneAddress(String text, String host, int port, boolean tls) {
        BrokerUrl url = BrokerUrl.parse(text);

        assertThat(url.addresses()).containsExactly(new BrokerAddress(host, port, tls));
    }

    @Test
    void shouldReadSeveralAddresses() {
        BrokerUrl url = BrokerUrl.parse("mqtt://one , mqtts://two:1, mqtt://me:secret@three, mqtt://you:other@four");

        assertThat(url.addresses())
                .containsExactly(
                        new BrokerAddress("one", 1883, false),
                        new BrokerAddress("two", 1, true),
                        new BrokerAddress("three", 1883, false),
                        new BrokerAddress("four", 1883, false));
        assertThat(url.credentials()).isEqualTo(new Credentials("me", "secret"));
        assertThat(url).hasToString("mqtt://one:1883,mqtts://two:1,mqtt://three:1883,mqtt://four:1883");
    }

    @ParameterizedTest
    @CsvSource({
        "mqtt://user:pass@host, user, pass",
        "mqtt://user@host, user,",
        "mqtt://user:@host, user, ''",
        "mqtt://user:a:b@host, user, a:b",
        "mqtt://us%40er:p%2Fa%25s%2Cs%3A@host, us@er, 'p/a%s,s:'",
        "mqtt://user:a+b@host, user, a+b",
        "mqtt://user:%C3%BC@host, user, ü",
    })
    void shouldReadCredentials(String text, String username, String password) {
        assertThat(BrokerUrl.parse(text).credentials()).isEqualTo(new Credentials(username, password));
    }

    @Test
    void shouldDoWithoutCredentials() {
        assertThat(BrokerUrl.parse("mqtt://host").credentials()).isNull();
    }

    @Test
    void shouldPrintWithoutCredentials() {
        BrokerUrl url = BrokerUrl.parse("mqtts://user:topsecret@[::1]:1884");

        assertThat(url).hasToString("mqtts://[::1]:1884");
        assertThat(String.valueOf(url.credentials())).isEqualTo("user:***");
        assertThat(new Credentials("user", null)).hasToString("user");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''| an address is empty",
                "mqtt://a,| an address is empty",
                "http://host| scheme must be mqtt or mqtts, got: http",
                "ws://host| MQTT over WebSocket (ws://) is not supported yet; expected mqtt:// or mqtts://",
                "wss://host| MQTT over WebSocket (wss://) is not supported yet; expected mqtt:// or mqtts://",
                "host| has no scheme; expected mqtt:// or mqtts://",
                "host:1883| has no scheme; expected mqtt:// or mqtts://",
                "//host| has no scheme; expected mqtt:// or mqtts://",
                "mqtt:host| has no host; expected mqtt://[user[:password]@]host[:port]",
                "mqtt:///| has no host; expected mqtt://[user[:password]@]host[:port]",
                "mqtt://:1883| has no host; expected mqtt://[user[:password]@]host[:port]",
                "mqtt://host:x| has no host; expected mqtt://[user[:password]@]host[:port]",
                "mqtt://host:0| port must be 1 to 65535",
                "mqtt://host:65536| port must be 1 to 65535",
                "mqtt://host:99999999999| has no host; expected mqtt://[user[:password]@]host[:port]",
                "mqtt://host/topic| must end after host and port: a path, query or fragment means nothing",
                "mqtt://host?tls=1| must end after host and port: a path, query or fragment means nothing",
                "mqtt://host#x| must end after host and port: a path, query or fragment means nothing",
            })
    void shouldRefuse(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BrokerUrl.parse(text))
                .withMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtt://", "mqtt://ho st", "mqtt://user:%zz@host", "mqtt://[::1", "mqtt://host:-1"})
    void shouldRefuseWhatIsNoUrl(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> BrokerUrl.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mqtt://user:topsecret@",
                "mqtt://user:topsecret@host:x",
                "mqtt://user:topsecret@host/path",
                "mqtt://user:topsecret^@host",
                "mqtt://user:top^secret@host",
                "mqtt://user:%topsecret@host",
                "mqtt://user:topsecret@host:99999",
                "http://user:topsecret@host",
                "ws://user:topsecret@host",
                "user:topsecret@host",
                "mqtt://user:a@topsecret@host",
                "mqtt://user:a/topsecret@host",
                "mqtt://user:a#topsecret@host",
                // A comma in a password tears the address in two, and either part may look like something else.
                "mqtt://user:x,topsecret@host",
                "mqtt://user:1,topsecret:x@host",
                "mqtt://user:31415926,x@host",
                "mqtt://user:[topsecret]@host",
            })
    void shouldNeverRepeatAPassword(String text) {
        Throwable refusal = catchThrowable(() -> BrokerUrl.parse(text));

        assertThat(refusal).isInstanceOf(IllegalArgumentException.class).hasNoCause();
        assertThat(refusal.getMessage()).doesNotContain("topsecret", "31415926");
    }

    @Test
    void shouldNeedAnAddress() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BrokerUrl(List.of(), null))
                .withMessage("a broker URL needs at least one address");
    }

    @Test
    void shouldTellAddressesApartByWhatMattersOnly() {
        assertThat(BrokerUrl.parse("mqtt://Broker").addresses())
                .isEqualTo(BrokerUrl.parse("mqtt://broker:1883").addresses());
    }
}
