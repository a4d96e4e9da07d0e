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
        "mqtt://broker, broker, 1883, TCP",
        "mqtt://broker/, broker, 1883, TCP",
        "mqtts://broker, broker, 8883, TLS",
        "mqtt://broker:1, broker, 1, TCP",
        "mqtts://broker:65535, broker, 65535, TLS",
        "MQTT://broker:1884, broker, 1884, TCP",
        "tcp://broker, broker, 1883, TCP",
        "ssl://broker, broker, 8883, TLS",
        "mqtt://10.0.0.1, 10.0.0.1, 1883, TCP",
        "mqtt://[::1], ::1, 1883, TCP",
        "mqtts://[2001:db8::7]:1884, 2001:db8::7, 1884, TLS",
        "mqtt://mqtt_broker, mqtt_broker, 1883, TCP",
        "mqtt://user:secret@mqtt_broker:1884/, mqtt_broker, 1884, TCP",
        "mqtt://broker.example.org., broker.example.org., 1883, TCP",
    })
    void shouldReadOneAddress(String text, String host, int port, Transport transport) {
        BrokerUrl url = BrokerUrl.parse(text);

        assertThat(url.addresses()).containsExactly(new BrokerAddress(host, port, transport));
    }

    @ParameterizedTest
    @CsvSource({
        "ws://broker, broker, 80, WEB_SOCKET, /mqtt, ws://broker:80/mqtt",
        "wss://broker, broker, 443, SECURE_WEB_SOCKET, /mqtt, wss://broker:443/mqtt",
        "wss://user:secret@broker:8443/a/b%20c, broker, 8443, SECURE_WEB_SOCKET, /a/b%20c, wss://broker:8443/a/b%20c",
        "ws://broker/, broker, 80, WEB_SOCKET, /, ws://broker:80/",
        "WS://[::1]:8080/MQTT, ::1, 8080, WEB_SOCKET, /MQTT, ws://[::1]:8080/MQTT",
        "ws://mqtt_broker/ws, mqtt_broker, 80, WEB_SOCKET, /ws, ws://mqtt_broker:80/ws",
    })
    void shouldReadAWebSocket(String text, String host, int port, Transport transport, String path, String printed) {
        BrokerUrl url = BrokerUrl.parse(text);

        assertThat(url.addresses()).containsExactly(new BrokerAddress(host, port, transport, path));
        assertThat(url).hasToString(printed);
    }

    @Test
    void shouldSayWhatATransportIs() {
        BrokerAddress secure = new BrokerAddress("broker", 443, Transport.SECURE_WEB_SOCKET);
        BrokerAddress plain = new BrokerAddress("broker", 1883, Transport.TCP);

        assertThat(secure.tls()).isTrue();
        assertThat(secure.webSocket()).isTrue();
        assertThat(plain.tls()).isFalse();
        assertThat(plain.webSocket()).isFalse();
    }

    @Test
    void shouldTakeAPathForAWebSocketOnly() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BrokerAddress("broker", 1883, Transport.TCP, "/mqtt"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BrokerAddress("broker", 80, Transport.WEB_SOCKET, "mqtt"));
    }

    @Test
    void shouldReadSeveralAddresses() {
        BrokerUrl url = BrokerUrl.parse("mqtt://one , mqtts://two:1, mqtt://me:secret@three, mqtt://you:other@four");

        assertThat(url.addresses())
                .containsExactly(
                        new BrokerAddress("one", 1883, Transport.TCP),
                        new BrokerAddress("two", 1, Transport.TLS),
                        new BrokerAddress("three", 1883, Transport.TCP),
                        new BrokerAddress("four", 1883, Transport.TCP));
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
                "http://host| scheme must be mqtt, mqtts, ws or wss, got: http",
                "host| has no scheme; expected mqtt://, mqtts://, ws:// or wss://",
                "host:1883| has no scheme; expected mqtt://, mqtts://, ws:// or wss://",
                "//host| has no scheme; expected mqtt://, mqtts://, ws:// or wss://",
                "mqtt:host| has no host; expected mqtt://[user[:password]@]host[:port]",
                "mqtt:///| has no host; expected mqtt://[user[:password]@]host[:port]",
                "mqtt://:1883| has no host; expected mqtt://[user[:password]@]host[:port]",
                "mqtt://host:x| has no host; expected mqtt://[user[:password]@]host[:port]",
                "mqtt://host:0| port must be 1 to 65535",
                "mqtt://host:65536| port must be 1 to 65535",
                "mqtt://host:99999999999| has no host; expected mqtt://[user[:password]@]host[:port]",
                "mqtt://host/topic| must end after host and port: a path, query or fragment means nothing",
                "mqtt://host?tls=1| must end after host and port: a path, query or fragment means nothing",
                "ws://| not a URL (position 5); expected mqtt://[user[:password]@]host[:port], with special characters %-encoded",
                "ws:///mqtt| has no host; expected ws://[user[:password]@]host[:port][/path]",
                "ws://host/mqtt?a=b| must end after the path: a query or fragment means nothing",
                "wss://host/mqtt#x| must end after the path: a query or fragment means nothing",
                "wss://user:1/secret@host| must have special characters %-encoded: an @ stands after a slash",
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
                "ws://user:topsecret@",
                "ws://user:topsecret@host/mqtt?x",
                "ws://user:a/topsecret@host",
                "ws://user:1/topsecret@host",
                "ws://topsecret/x@host",
                "wss://user:1/topsecret,x@host",
                "wss://user:x,ws://topsecret@host:x",
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
