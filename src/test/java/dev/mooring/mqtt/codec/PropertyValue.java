package dev.mooring.mqtt.codec;

import io.netty.handler.codec.mqtt.MqttProperties;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * A property as neither codec knows it.
 *
 * @param value a {@code Long}, a {@code String}, binary data as hex in a {@code String} or a {@code List} of two strings
 */
record PropertyValue(Property property, Object value) {

    private static final Comparator<PropertyValue> BY_ID =
            Comparator.comparingInt(value -> value.property().id());

    /** Every set of properties that a packet may have, except {@code without}. */
    static Arbitrary<List<PropertyValue>> in(int packet, Property... without) {
        List<Arbitrary<List<PropertyValue>>> parts = new ArrayList<>();
        for (Property property : Property.values()) {
            if (property.isAllowedIn(packet) && !Arrays.asList(without).contains(property)) {
                int most = property.isRepeatableIn(packet) ? 3 : 1;
                parts.add(valueOf(property).list().ofMaxSize(most));
            }
        }
        return Combinators.combine(parts)
                .as(values -> values.stream().flatMap(List::stream).toList());
    }

    /** What a server may send in DISCONNECT is less than what a client may (section 3.14.2.2.2). */
    static Arbitrary<List<PropertyValue>> inServersDisconnect() {
        return in(In.DISCONNECT, Property.SESSION_EXPIRY_INTERVAL);
    }

    private static Arbitrary<PropertyValue> valueOf(Property property) {
        return (switch (property.kind()) {
                    case TEXT -> Texts.any();
                    case DATA -> Texts.hex();
                    case PAIR -> Texts.any().list().ofSize(2);
                    default -> number(property);
                })
                .map(value -> new PropertyValue(property, value));
    }

    private static Arbitrary<Long> number(Property property) {
        long greatest = property.kind() == Property.Kind.VARIABLE ? VariableByteInteger.MAX : 0xFFFF_FFFFL;
        long most =
                switch (property.kind()) {
                    case BYTE -> 1;
                    case TWO_BYTES -> 0xFFFF;
                    default -> greatest;
                };
        return Arbitraries.longs().between(property.mayBe(0) ? 0 : 1, most);
    }

    static PropertyBlock toBlock(List<PropertyValue> values) {
        PropertyBlock.Builder builder = PropertyBlock.builder();
        for (PropertyValue each : values) {
            if (each.value() instanceof List<?> pair) {
                builder.pair((String) pair.get(0), (String) pair.get(1));
            } else if (each.value() instanceof Long number) {
                builder.number(each.property(), number);
            } else if (each.property().kind() == Property.Kind.TEXT) {
                builder.text(each.property(), (String) each.value());
            } else {
                builder.data(each.property(), HexFormat.of().parseHex((String) each.value()));
            }
        }
        return builder.build();
    }

    static MqttProperties toNetty(List<PropertyValue> values) {
        MqttProperties properties = new MqttProperties();
        for (PropertyValue each : values) {
            int id = each.property().id();
            if (each.value() instanceof List<?> pair) {
                properties.add(new MqttProperties.UserProperty((String) pair.get(0), (String) pair.get(1)));
            } else if (each.value() instanceof Long number) {
                properties.add(new MqttProperties.IntegerProperty(id, number.intValue()));
            } else if (each.property().kind() == Property.Kind.TEXT) {
                properties.add(new MqttProperties.StringProperty(id, (String) each.value()));
            } else {
                properties.add(
                        new MqttProperties.BinaryProperty(id, HexFormat.of().parseHex((String) each.value())));
            }
        }
        return properties;
    }

    static List<PropertyValue> from(PropertyReader reader) {
        List<PropertyValue> values = new ArrayList<>();
        while (reader.next()) {
            Object value =
                    switch (reader.property().kind()) {
                        case TEXT -> reader.text();
                        case DATA -> HexFormat.of().formatHex(reader.data());
                        case PAIR -> List.of(reader.pairName(), reader.pairValue());
                        default -> reader.number();
                    };
            values.add(new PropertyValue(reader.property(), value));
        }
        return sorted(values);
    }

    static List<PropertyValue> from(MqttProperties properties) {
        List<PropertyValue> values = new ArrayList<>();
        for (MqttProperties.MqttProperty<?> each : properties.listAll()) {
            Property property = Objects.requireNonNull(Property.of(each.propertyId()));
            if (each instanceof MqttProperties.UserProperties pairs) {
                pairs.value().forEach(pair -> values.add(new PropertyValue(property, List.of(pair.key, pair.value))));
            } else if (each instanceof MqttProperties.UserProperty pair) {
                values.add(new PropertyValue(property, List.of(pair.value().key, pair.value().value)));
            } else if (each.value() instanceof Integer number) {
                values.add(new PropertyValue(property, Integer.toUnsignedLong(number)));
            } else if (each.value() instanceof byte[] data) {
                values.add(new PropertyValue(property, HexFormat.of().formatHex(data)));
            } else {
                values.add(new PropertyValue(property, each.value()));
            }
        }
        return sorted(values);
    }

    /** Netty's order is that of a hash table; the order of equal identifiers is kept. */
    private static List<PropertyValue> sorted(List<PropertyValue> values) {
        return values.stream().sorted(BY_ID).toList();
    }
}
