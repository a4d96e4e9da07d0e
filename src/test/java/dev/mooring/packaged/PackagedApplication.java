package dev.mooring.packaged;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mooring.broker.MqttVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static org.awaitility.Awaitility.await;

/**
 * The packaged application in a process of its own, which knows nothing of the environment the tests run in. It listens on
 * a free port of 127.0.0.1, and works in a directory of its own below {@code target}, which stays for whoever has to read
 * its output.
 *
 * <p>The process never outlives the Java process of the tests, however that ends. Not thread-safe.
 */
final class PackagedApplication implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://127\\.0\\.0\\.1:\\d+)");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(DEADLINE).build();

    private final Path directory;
    private final Process process;
    private final Process guard;

    private PackagedApplication(Builder builder) {
        try {
            directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "packaged-");
            for (Map.Entry<String, String> file : builder.files.entrySet()) {
                Path path = directory.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
            }
            process = launch(builder);
            guard = guard(process);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private Process launch(Builder builder) throws IOException {
        ProcessBuilder command = new ProcessBuilder(builder.command())
                .directory(directory.toFile())
                .redirectOutput(directory.resolve("stdout").toFile())
                .redirectError(directory.resolve("stderr").toFile());
        command.environment().clear();
        command.environment().putAll(builder.environment);
        return command.start();
    }

    /** A shell that kills the application when the pipe from this Java process breaks: a killed one runs no hooks. */
    private static Process guard(Process application) throws IOException {
        return new ProcessBuilder("sh", "-c", "read -r _; kill -KILL \"$1\"", "sh", String.valueOf(application.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** An application without any site. */
    static Builder builder() {
        return new Builder();
    }

    /** Waits until HTTP answers, which is when the start is done. */
    PackagedApplication awaitListening() {
        await("application listens")
                .atMost(DEADLINE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> url().isPresent() || !process.isAlive());
        if (url().isEmpty()) {
            throw new IllegalStateException(
                    "application ended at its start, exit code " + process.exitValue() + "\n" + output());
        }
        return this;
    }

    /** Waits until {@code /q/health/started} and {@code /q/health/ready} say 200. */
    PackagedApplication awaitReady() {
        awaitListening();
        await("application is ready")
                .atMost(DEADLINE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> get("/q/health/started").statusCode() == 200
                        && get("/q/health/ready").statusCode() == 200);
        return this;
    }

    /** Waits until a site is in that state, by REST; needs {@code mooring.security.mode=off}. */
    PackagedApplication awaitState(String site, String state) {
        await(site + " is " + state)
                .atMost(DEADLINE)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertState(site, state));
        return this;
    }

    private void assertState(String site, String state) {
        String now = site(site).path("state").asText();
        if (!now.equals(state)) {
            throw new AssertionError("site " + site + " is " + now + ", not " + state);
        }
    }

    /** What REST shows of a site; needs {@code mooring.security.mode=off}. */
    JsonNode site(String site) {
        return json("/api/v1/sites/" + site);
    }

    /** The answer to a GET without credentials. */
    HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    /** The body of {@link #get} as JSON. */
    JsonNode json(String path) {
        return parse(get(path).body());
    }

    /** A text as JSON. */
    static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException cause) {
            throw new IllegalArgumentException("no JSON: " + text, cause);
        }
    }

    /** A request to a path of this application. */
    HttpRequest.Builder request(String path) {
        String base = url().orElseThrow(() -> new IllegalStateException("application does not listen yet"));
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(DEADLINE);
    }

    /** Sends a request. */
    static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    /** The value of the header {@code Authorization} for basic authentication. */
    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** Asks it to end (SIGTERM) and waits until it did. */
    Exit sigterm() {
        Stopwatch watch = new Stopwatch();
        process.destroy();
        return awaitExit(watch);
    }

    /** Kills it (SIGKILL) and waits until it is gone. */
    Exit kill9() {
        Stopwatch watch = new Stopwatch();
        process.destroyForcibly();
        return awaitExit(watch);
    }

    /** Waits until it ends by itself. */
    Exit awaitExit() {
        return awaitExit(new Stopwatch());
    }

    private Exit awaitExit(Stopwatch watch) {
        try {
            if (!process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("application did not end within " + DEADLINE + "\n" + output());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
        Duration took = watch.elapsed();
        guard.destroyForcibly();
        return new Exit(process.exitValue(), took);
    }

    /** What it wrote to standard output so far, its log included. */
    String stdout() {
        return read("stdout");
    }

    /** What it wrote to standard error so far. */
    String stderr() {
        return read("stderr");
    }

    /** Everything it wrote. */
    String output() {
        return stdout() + stderr();
    }

    /** How much memory it has now, heap and everything else, in MiB; needs Linux. */
    long residentMebibytes() {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /** How many lines it wrote that contain this text. */
    long wrote(String text) {
        return output().lines().filter(line -> line.contains(text)).count();
    }

    /** Writes a file in its working directory. */
    void write(String file, String text) {
        try {
            Files.writeString(directory.resolve(file), text);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private String read(String file) {
        try {
            return Files.readString(directory.resolve(file));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private Optional<String> url() {
        return LISTENING.matcher(stdout()).results().findFirst().map((MatchResult found) -> found.group(1));
    }

    /** Kills what still runs. */
    @Override
    public void close() {
        kill9();
    }

    /**
     * The end of a process.
     *
     * @param code its exit code
     * @param took how long it took since somebody wanted it to end
     */
    record Exit(int code, Duration took) {}

    /** What an operator sets. */
    static final class Builder {

        private final Map<String, String> properties = new LinkedHashMap<>();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private final Map<String, String> files = new LinkedHashMap<>();
        private final List<String> jvm = new ArrayList<>();

        private Builder() {
            // Java 17 encodes passwords for MQTT by it
            environment("LANG", "C.UTF-8");
            property("quarkus.http.host", "127.0.0.1");
            property("quarkus.http.port", "0");
            property("mooring.defaults.protocol-version", MqttVersion.ofTests().toString());
        }

        /** A system property. */
        Builder property(String name, String value) {
            properties.put(name, value);
            return this;
        }

        /** An argument of the Java process. */
        Builder jvm(String argument) {
            jvm.add(argument);
            return this;
        }

        /** An environment variable; there are no others. */
        Builder environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        /** A file in the working directory. */
        Builder file(String path, String text) {
            files.put(path, text);
            return this;
        }

        /** Lets everybody ask everything over REST. */
        Builder open() {
            return property("mooring.security.mode", "off");
        }

        /** A site by its address. */
        Builder site(String name, String url) {
            return property("mooring.sites." + name + ".url", url);
        }

        /** Starts it, and does not wait. */
        PackagedApplication start() {
            return new PackagedApplication(this);
        }

        private List<String> command() {
            String jar = System.getProperty("mooring.jar");
            if (jar == null || !Files.exists(Path.of(jar))) {
                throw new IllegalStateException(
                        "system property mooring.jar must name the packaged application, got: " + jar);
            }
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(jvm);
            properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
            command.addAll(List.of("-jar", jar));
            return command;
        }
    }
}
