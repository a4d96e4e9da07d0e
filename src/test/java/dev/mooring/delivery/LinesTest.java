package dev.mooring.delivery;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LinesTest {

    private final Lines lines = new Lines(8);

    @Test
    void shouldJoinWhatComesInPieces() {
        assertThat(read("1\n2\n3", "4\n", "", "5", "6", "\n")).containsExactly("1", "2", "34", "56");
    }

    @Test
    void shouldNotTakeHalfALine() {
        assertThat(read("12\n1234")).containsExactly("12");
    }

    @Test
    void shouldDropALongLineAsAWhole() {
        assertThat(read("1\n234567", "890123", "456789", "01234567", "5\n7\n")).containsExactly("1", "7");
        assertThat(read("1234567\n", "12345678", "\n9\n")).containsExactly("1234567", "9");
    }

    private List<String> read(String... pieces) {
        List<String> all = new ArrayList<>();
        for (String piece : pieces) {
            byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
            int done = 0;
            while (done < bytes.length) {
                int fits = Math.min(bytes.length - done, lines.room().length - lines.begin());
                assertThat(fits).as("room").isPositive();
                System.arraycopy(bytes, done, lines.room(), lines.begin(), fits);
                all.addAll(lines.came(fits));
                done += fits;
            }
        }
        return all;
    }
}
