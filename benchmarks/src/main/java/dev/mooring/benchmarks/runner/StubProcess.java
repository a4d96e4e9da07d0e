package dev.mooring.benchmarks.runner;

import dev.mooring.benchmarks.client.Stub;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The stub broker's process; one for the whole run, so that its code is warm. */
final class StubProcess implements AutoCloseable {

    private static final List<String> FLAGS = List.of("-Xmx256m", "-XX:MaxDirectMemorySize=3g", "-XX:+UseSerialGC");

    private final Process process;
    private final int brokerPort;
    private final int controlPort;

    StubProcess(Jvm jvm) throws IOException {
        process = jvm.plain(FLAGS, "dev.mooring.benchmarks.stub.StubBroker", List.of());
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the stub broker did not start, see " + Runner.ERRORS);
        }
        String[] ports = line.split(" ");
        brokerPort = Integer.parseInt(ports[1]);
        controlPort = Integer.parseInt(ports[2]);
    }

    int brokerPort() {
        return brokerPort;
    }

    int controlPort() {
        return controlPort;
    }

    void play(Case of) throws IOException {
        try (Stub stub = new Stub(controlPort)) {
            stub.play(of.kind().equals("IN"), of.qos(), of.size());
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
