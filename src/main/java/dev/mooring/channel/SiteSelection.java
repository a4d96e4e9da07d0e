package dev.mooring.channel;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Sites chosen by name: names or globs with {@code *} (any text) and {@code ?} (one character), comma-separated. */
final class SiteSelection {

    private final String text;
    private final List<Pattern> patterns;

    private SiteSelection(String text, List<Pattern> patterns) {
        this.text = text;
        this.patterns = patterns;
    }

    /** @throws IllegalArgumentException when a name is empty */
    static SiteSelection parse(String text) {
        return new SiteSelection(
                text,
                Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .map(SiteSelection::pattern)
                        .toList());
    }

    private static Pattern pattern(String glob) {
        if (glob.isEmpty()) {
            throw new IllegalArgumentException("a site's name must not be empty");
        }
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    boolean selects(String site) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(site).matches());
    }

    @Override
    public String toString() {
        return text;
    }
}
