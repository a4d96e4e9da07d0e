import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Saves configs over HTTP: how many a second, and how long each takes. Needs nothing but Java:
 * {@code java benchmarks/saves/Saves.java http://127.0.0.1:8080 CONNECTIONS SECONDS RATE USER:PASSWORD}; a rate of 0 is as
 * fast as can be. The first fifth is not counted. Latencies count from when a save was due, not from when it was sent.
 */
final class Saves {

    private static final int CONFIGS_EACH = 50;
    private static final double MILLION = 1e6;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final String base;
    private final int connections;
    private final long gapNanos;
    private final String authorization;
    private final long begin = System.nanoTime();
    private final long countedFrom;
    private final long end;

    private Saves(String base, int connections, Duration time, double rate, String login) {
        this.base = base;
        this.connections = connections;
        this.gapNanos = rate == 0 ? 0 : (long) (connections * 1e9 / rate);
        this.authorization = "Basic " + Base64.getEncoder().encodeToString(login.getBytes());
        this.end = begin + time.toNanos();
        this.countedFrom = begin + time.toNanos() / 5;
    }

    public static void main(String[] args) throws Exception {
        Duration time = Duration.ofSeconds(Long.parseLong(args[2]));
        new Saves(args[0], Integer.parseInt(args[1]), time, Double.parseDouble(args[3]), args[4]).run();
        System.exit(0); // the client's threads would keep it alive
    }

    private void run() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        List<Callable<List<Long>>> work = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            int connection = i;
            work.add(() -> save(connection));
        }
        List<Long> all = new ArrayList<>();
        for (Future<List<Long>> each : threads.invokeAll(work)) {
            all.addAll(each.get());
        }
        long[] sorted = all.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%.0f saves/s, p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms%n",
                sorted.length * 1e9 / (end - countedFrom),
                sorted[sorted.length / 2] / MILLION,
                sorted[(int) (sorted.length * 0.99)] / MILLION,
                sorted[(int) (sorted.length * 0.999)] / MILLION);
    }

    private List<Long> save(int connection) throws IOException, InterruptedException {
        List<Long> took = new ArrayList<>();
        long due = begin + gapNanos * connection / connections;
        for (int number = 0; System.nanoTime() < end; number++) {
            if (gapNanos > 0) {
                due += gapNanos;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
            } else {
                due = System.nanoTime();
            }
            HttpResponse<String> answer = http.send(request(connection, number), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("answered " + answer.statusCode() + " " + answer.body());
            }
            if (due > countedFrom) {
                took.add(System.nanoTime() - due);
            }
        }
        return took;
    }

    private HttpRequest request(int connection, int number) {
        String mac = String.format("02-00-00-00-%02x-%02x", connection, number % CONFIGS_EACH);
        String config = "{\"deviceName\":\"Pump " + number + "\",\"deviceEntityId\":\"pump\",\"enableOTA\":true}";
        return HttpRequest.newBuilder(URI.create(base + "/configs/" + mac))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header("Authorization", authorization)
                .PUT(HttpRequest.BodyPublishers.ofString(config))
                .build();
    }
}
