package dev.mooring.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NumbersTest {

    @Test
    void shouldTakeNoMemoryForWhatComesInOrder() {
        Numbers numbers = new Numbers();
        for (long i = 0; i < 1_000_000; i++) {
            assertThat(numbers.add(i)).isTrue();
        }

        assertThat(numbers.runs()).isOne();
        assertThat(numbers.size()).isEqualTo(1_000_000);
        assertThat(numbers.last()).isEqualTo(999_999);
    }

    @Test
    void shouldBeASetWhateverTheOrder() {
        Random random = new Random(1);
        Numbers numbers = new Numbers();
        Numbers others = new Numbers();
        TreeSet<Long> model = new TreeSet<>();
        TreeSet<Long> otherModel = new TreeSet<>();
        for (int i = 0; i < 20_000; i++) {
            long number = random.nextInt(3_000);
            assertThat(numbers.add(number)).isEqualTo(model.add(number));
            long other = random.nextInt(3_000);
            assertThat(others.add(other)).isEqualTo(otherModel.add(other));
            if (i % 1_000 == 0) {
                assertThat(difference(numbers, others)).isEqualTo(difference(model, otherModel));
            }
            assertThat(numbers.contains(other)).isEqualTo(model.contains(other));
            assertThat(numbers.size()).isEqualTo(model.size());
        }
    }

    private static List<Long> difference(Numbers numbers, Numbers others) {
        List<Long> all = new ArrayList<>();
        numbers.without(others, (first, last) -> {
            for (long each = first; each <= last; each++) {
                all.add(each);
            }
        });
        return all;
    }

    private static List<Long> difference(SortedSet<Long> numbers, SortedSet<Long> others) {
        return numbers.stream().filter(each -> !others.contains(each)).toList();
    }
}
