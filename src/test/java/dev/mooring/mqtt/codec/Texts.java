package dev.mooring.mqtt.codec;

import java.util.HexFormat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Texts and bytes to fill packets with. */
final class Texts {

    private Texts() {}

    /** One to four bytes per character, nothing that MQTT forbids. */
    static Arbitrary<String> any() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('\u0001', '\uD7FF')
                .withCharRange('\uE000', '\uFFFF')
                .ofMaxLength(10)
                .flatMap(text -> Arbitraries.of(text, text + "\uD83D\uDE80", "\uDBFF\uDFFF" + text));
    }

    /** What may be the topic of a PUBLISH. */
    static Arbitrary<String> topic() {
        return any().map(text -> "t" + text.replace('+', '/').replace('#', '/'));
    }

    static Arbitrary<String> hex() {
        return bytes().map(bytes -> HexFormat.of().formatHex(bytes));
    }

    /** Small, and large enough for lengths of two and three bytes. */
    static Arbitrary<byte[]> bytes() {
        return Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.bytes().array(byte[].class).ofMaxSize(40)),
                Tuple.of(1, Arbitraries.integers().between(100, 300).map(byte[]::new)),
                Tuple.of(1, Arbitraries.integers().between(16_000, 17_000).map(byte[]::new)));
    }
}
