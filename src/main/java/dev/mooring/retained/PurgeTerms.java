package dev.mooring.retained;

import dev.mooring.mqtt.TopicFilter;
import dev.mooring.site.SiteSettings;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What people may ask for. Refusals are {@link IllegalArgumentException}s whose words follow the name of what is wrong. */
final class PurgeTerms {

    static final int DEFAULT_RATE = 500;

    private static final int MOST_PER_SECOND = 100_000;
    private static final int LONGEST_PATTERN = 1_000;
    private static final Pattern WILDCARDS = Pattern.compile("(\\+/)*[+#]");

    private PurgeTerms() {}

    /** A filter below a site's prefix, or as it is. */
    static TopicFilter filter(SiteSettings site, String text, boolean absolute) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("must be a topic filter, and is empty");
        }
        if (text.startsWith("$")) {
            throw new IllegalArgumentException("must not begin with $: $SYS and $share are neither listed nor purged");
        }
        try {
            return new TopicFilter(absolute ? text : site.below(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is no topic filter: " + e.getMessage(), e);
        }
    }

    /** Whether it finds all of a site, or says nothing about what it finds. */
    static boolean findsEverything(SiteSettings site, TopicFilter filter) {
        String prefix = site.prefix().isEmpty() ? "" : site.prefix() + "/";
        String below = filter.value().startsWith(prefix) ? filter.value().substring(prefix.length()) : filter.value();
        return WILDCARDS.matcher(below).matches() || filter.covers(new TopicFilter(prefix + "#"));
    }

    static Pattern pattern(String text) {
        if (text.isEmpty() || text.length() > LONGEST_PATTERN) {
            throw new IllegalArgumentException(
                    "must be a regular expression of 1 to " + LONGEST_PATTERN + " characters");
        }
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "is no regular expression: " + e.getDescription() + " near index " + e.getIndex(), e);
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("is a regular expression that is nested too deeply", e);
        }
    }

    static int rate(String text) {
        try {
            return rate(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(rateMustBe(), e);
        }
    }

    static int rate(int perSecond) {
        if (perSecond < 1 || perSecond > MOST_PER_SECOND) {
            throw new IllegalArgumentException(rateMustBe());
        }
        return perSecond;
    }

    private static String rateMustBe() {
        return "must be 1 to " + MOST_PER_SECOND + " deletions a second";
    }
}
