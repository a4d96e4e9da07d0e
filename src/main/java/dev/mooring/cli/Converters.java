package dev.mooring.cli;

import dev.mooring.mqtt.BrokerUrl;
import dev.mooring.mqtt.QoS;
import dev.mooring.mqtt.TopicFilter;
import dev.mooring.mqtt.TopicName;
import dev.mooring.mqtt.codec.ProtocolVersion;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How arguments are read. What is wrong with one is said without repeating it where it might be a secret. */
final class Converters {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|[smhd])");
    private static final Pattern RATE = Pattern.compile("(\\d{1,6})(?:/s)?");
    private static final int MOST_PER_SECOND = 100_000;

    private Converters() {}

    static void register(CommandLine line) {
        line.registerConverter(TopicFilter.class, checked(TopicFilter::new))
                .registerConverter(TopicName.class, checked(TopicName::new))
                .registerConverter(BrokerUrl.class, checked(BrokerUrl::parse))
                .registerConverter(ProtocolVersion.class, Converters::protocolVersion)
                .registerConverter(QoS.class, Converters::qos)
                .registerConverter(Duration.class, Converters::duration)
                .registerConverter(Pattern.class, Converters::pattern)
                .registerConverter(Rate.class, Converters::rate);
    }

    private static <T> ITypeConverter<T> checked(ITypeConverter<T> converter) {
        return text -> {
            try {
                return converter.convert(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(Escaped.text(String.valueOf(e.getMessage())));
            }
        };
    }

    private static ProtocolVersion protocolVersion(String text) {
        for (ProtocolVersion each : ProtocolVersion.values()) {
            if (each.text().equals(text)) {
                return each;
            }
        }
        throw new TypeConversionException("must be 5 or 3.1.1");
    }

    private static QoS qos(String text) {
        return switch (text) {
            case "0" -> QoS.AT_MOST_ONCE;
            case "1" -> QoS.AT_LEAST_ONCE;
            case "2" -> QoS.EXACTLY_ONCE;
            default -> throw new TypeConversionException("must be 0, 1 or 2");
        };
    }

    private static Duration duration(String text) {
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            throw new TypeConversionException("must be a number with ms, s, m, h or d, such as 90m");
        }
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new TypeConversionException("is no regular expression: " + Escaped.text(e.getDescription()));
        }
    }

    private static Rate rate(String text) {
        Matcher parts = RATE.matcher(text);
        int number = parts.matches() ? Integer.parseInt(parts.group(1)) : 0;
        if (number < 1 || number > MOST_PER_SECOND) {
            throw new TypeConversionException("must be 1/s to " + MOST_PER_SECOND + "/s, such as 500/s");
        }
        return new Rate(number);
    }

    /** So many a second. */
    record Rate(int perSecond) {}
}
