package dev.mooring.device;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.mooring.device.UpdateReport.State;
import dev.mooring.problem.ProblemException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class RolloutsTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final String ASSET = "firmware 1.bin";

    private final ObjectMapper mapper = new ObjectMapper().registerModule(new JavaTimeModule());
    private final RecordingUpdateChannel channel = new RecordingUpdateChannel();
    private final Map<String, StoredFile> assets = new HashMap<>();
    private final Map<String, UpdateReport> reports = new HashMap<>();
    private final Path directory;
    private final ConfigFiles configs;
    private Instant now = NOW;
    private Rollouts rollouts;

    RolloutsTest(@TempDir Path directory) {
        this.directory = directory;
        this.configs = new ConfigFiles(directory.resolve("configs"));
        this.rollouts = newProcess();
    }

    @BeforeEach
    void haveAnAsset() {
        assets.put(ASSET, asset("aa"));
    }

    private static StoredFile asset(String sha256) {
        return new StoredFile(ASSET, 100, sha256, 3, NOW);
    }

    /** What a start of the service makes of the directory. */
    private Rollouts newProcess() {
        Rollouts started = new Rollouts(
                new RolloutFiles(directory.resolve("rollouts"), mapper),
                name -> Optional.ofNullable(assets.get(name)),
                (device, file) -> Optional.ofNullable(reports.get(device + file)),
                configs,
                new UpdateNotifier(channel, device -> {}, new SimpleMeterRegistry()),
                new Clock() {
                    @Override
                    public Instant instant() {
                        return now;
                    }

                    @Override
                    public ZoneOffset getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(java.time.ZoneId zone) {
                        return this;
                    }
                });
        started.load(new StartupEvent());
        return started;
    }

    @Test
    void shouldTellTheFirstStageOnly() throws IOException {
        RolloutView begun = begin(10, "[10, 50, 100]");

        assertThat(told()).containsExactly(0);
        assertThat(channel.published())
                .containsExactly("iotsupport/updates/assets/00-00-00-00-00-00 {\"filename\":\"firmware 1.bin\"}");
        assertThat(begun.state()).isEqualTo("running");
        assertThat(begun.stage()).isEqualTo(1);
        assertThat(begun.devices()).containsEntry("total", 10).containsEntry("waiting", 9);
    }

    @Test
    void shouldGoOnWhenEnoughOfAStageHaveIt() throws IOException {
        String id = begin(10, "[50, 100]").id(); // 90 percent of 5 are all 5

        IntStream.range(0, 4).forEach(device -> report(device, State.UPDATED));
        assertThat(told()).containsExactly(0, 1, 2, 3, 4);

        report(4, State.UPDATED);
        assertThat(told()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(view(id).stage()).isEqualTo(2);

        IntStream.range(5, 9).forEach(device -> report(device, State.UPDATED));
        assertThat(view(id).state()).isEqualTo("finished");
    }

    @Test
    void shouldPauseWhenTooManyFailAndTellThemAgainWhenResumed() throws IOException {
        String id = begin(10, "[50, 100]").id(); // more than 10 percent of 5 is 1

        report(2, State.FAILED);

        assertThat(view(id).state()).isEqualTo("paused");
        assertThat(view(id).reason()).isEqualTo("1 device failed.");
        await().until(() -> view(id).devices().getOrDefault("notified", 0) == 4); // else they were told again as well
        channel.reset();
        now = now.plusSeconds(60);
        assertThat(rollouts.resume(id).state()).isEqualTo("running");
        assertThat(told()).containsExactly(2);
    }

    @Test
    void shouldNotCountFailuresOfBeforeItWasResumedAfterARestart() throws IOException {
        String id = begin(10, "[50, 100]").id();
        report(2, State.FAILED);
        now = now.plusSeconds(60);
        rollouts.resume(id);

        rollouts = newProcess();

        assertThat(view(id).state()).isEqualTo("running");
        assertThat(view(id).devices()).doesNotContainKey("failed");
    }

    @Test
    void shouldShowHowFarEachDeviceIs() throws IOException {
        String id = begin(3, "[60, 100]").id();
        await().until(() -> view(id).devices().getOrDefault("notified", 0) == 2);

        report(1, State.DOWNLOADING);

        assertThat(rollouts.show(id).progress())
                .extracting(RolloutDetail.Device::state)
                .containsExactly("notified", "downloading", "waiting");
    }

    @Test
    void shouldGoOnAfterARestartAndTellOnlyThoseAgainThatHaveNotAnswered() throws IOException {
        String id = begin(10, "[50, 100]").id();
        report(0, State.UPDATED);
        report(1, State.VERIFIED);
        channel.reset();

        rollouts = newProcess();

        assertThat(told()).containsExactly(2, 3, 4);
        assertThat(view(id).devices()).containsEntry("updated", 1).containsEntry("verified", 1);
        IntStream.range(1, 5).forEach(device -> report(device, State.UPDATED));
        assertThat(told()).endsWith(5, 6, 7, 8, 9);
    }

    @Test
    void shouldBeginTheNextStageAtTheStartWhenTheLastReportWasTheLastThingBeforeTheEnd() throws IOException {
        begin(2, "[50, 100]");
        keep(0, State.UPDATED, "aa");
        channel.reset();

        rollouts = newProcess();

        assertThat(told()).containsExactly(1);
    }

    @Test
    void shouldNotTellThoseThatHaveTheseBytesAlready() throws IOException {
        keep(0, State.UPDATED, "aa");
        keep(1, State.UPDATED, "bb");

        begin(2, "[100]");

        assertThat(told()).containsExactly(1);
    }

    @Test
    void shouldNotListenToReportsAboutOtherBytes() throws IOException {
        String id = begin(2, "[50, 100]").id();

        report(0, State.UPDATED, "bb");

        assertThat(view(id).stage()).isEqualTo(1);
        assertThat(view(id).devices()).doesNotContainKey("updated");
    }

    @Test
    void shouldPauseInsteadOfGoingOnWithAnAssetThatWasReplaced() throws IOException {
        String id = begin(2, "[50, 100]").id();
        assets.put(ASSET, asset("bb"));

        report(0, State.UPDATED);

        assertThat(view(id).state()).isEqualTo("paused");
        assertThat(told()).containsExactly(0);
        assertThatThrownBy(() -> rollouts.resume(id)).isInstanceOf(ProblemException.class);
    }

    @Test
    void shouldTellNobodyAfterItWasAborted() throws IOException {
        String id = begin(2, "[50, 100]").id();

        rollouts.abort(id);
        report(0, State.UPDATED);

        assertThat(told()).containsExactly(0);
        assertThat(view(id).state()).isEqualTo("aborted");
        assertThat(rollouts.assetsOf(mac(0))).isEmpty();
        assertThatThrownBy(() -> rollouts.resume(id)).isInstanceOf(ProblemException.class);
    }

    @Test
    void shouldStopTellingTheRestWhenItIsPausedMeanwhile() throws IOException {
        List<Runnable> acknowledge = new ArrayList<>();
        channel.answers(() -> Uni.createFrom().emitter(each -> acknowledge.add(() -> each.complete(null))));
        String id = begin(150, "[100]").id();
        assertThat(told()).hasSize(100);

        rollouts.pause(id);
        List.copyOf(acknowledge).forEach(Runnable::run);
        await().until(() -> view(id).devices().getOrDefault("notified", 0) == 100);

        assertThat(told()).hasSize(100);
        channel.reset();
        rollouts.resume(id);
        await().until(() -> told().size() == 50);
    }

    @Test
    void shouldKnowWhichAssetsADeviceWasGiven() throws IOException {
        begin(2, "[50, 100]");

        assertThat(rollouts.assetsOf(mac(0))).containsExactly(ASSET);
        assertThat(rollouts.assetsOf(mac(1))).isEmpty();
    }

    @Test
    void shouldRefuseAnotherOfTheSameAssetUntilItIsOver() throws IOException {
        String id = begin(2, "[100]").id();

        assertThatThrownBy(() -> begin(2, "[100]")).isInstanceOf(ProblemException.class);

        assertThatThrownBy(() -> rollouts.delete(id)).isInstanceOf(ProblemException.class);
        rollouts.abort(id);
        begin(2, "[100]");
        rollouts.delete(id);
        assertThat(newProcess().all()).hasSize(1);
    }

    @Test
    void shouldTellNobodyWhenItCannotBeKept() throws IOException {
        Files.delete(directory.resolve("rollouts"));
        Files.createFile(directory.resolve("rollouts"));

        assertThatThrownBy(() -> begin(2, "[100]")).isInstanceOf(IOException.class);

        assertThat(channel.published()).isEmpty();
        assertThat(rollouts.all()).isEmpty();
    }

    @Test
    void shouldLeaveADamagedFileAloneAndGoOnWithTheOthers() throws IOException {
        begin(2, "[100]");
        Path damaged = Files.writeString(directory.resolve("rollouts/x.json"), "{\"id\":");

        assertThat(newProcess().all()).hasSize(1);
        assertThat(damaged).exists();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'device_name':'pump*'}                      | 0 1",
                "{'device_name':'*n*th'}                      | 1 2",
                "{'device_name':'pump north'}                 | 1",
                "{'device_name':'*p*','enable_ota':true}      | 0",
                "{'mac_address':'*'}                          | 0 1 2 3",
                "{'mac_address':'*-01'}                       | 1",
                "{'device_entity_id':'x'}                     | 3",
            })
    void shouldFindDevicesByTheirConfigs(String filter, String expected) throws IOException {
        config(0, "{'deviceName':'pump','enableOTA':true}");
        config(1, "{'deviceName':'pump north','enableOTA':false}");
        config(2, "{'deviceName':'valve north'}");
        config(3, "{'deviceName':7,'deviceEntityId':'x'}");

        rollouts.begin(request("{'asset':'firmware 1.bin','filter':" + filter + "}"));

        assertThat(told())
                .containsExactlyElementsOf(List.of(expected.split(" ")).stream()
                        .map(Integer::valueOf)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{'asset':1,'devices':['00-00-00-00-00-00']}",
                "{'asset':'a'}",
                "{'asset':'a','devices':[]}",
                "{'asset':'a','devices':['../../x']}",
                "{'asset':'a','devices':[null]}",
                "{'asset':'a','devices':['00-00-00-00-00-00'],'filter':{'enable_ota':true}}",
                "{'asset':'a','filter':{}}",
                "{'asset':'a','filter':[]}",
                "{'asset':'a','filter':{'color':'red'}}",
                "{'asset':'a','filter':{'device_name':{}}}",
                "{'asset':'a','devices':['00-00-00-00-00-00'],'stages':[]}",
                "{'asset':'a','devices':['00-00-00-00-00-00'],'stages':[10,50]}",
                "{'asset':'a','devices':['00-00-00-00-00-00'],'stages':[50,50,100]}",
                "{'asset':'a','devices':['00-00-00-00-00-00'],'stages':[0,100]}",
                "{'asset':'a','devices':['00-00-00-00-00-00'],'stages':[101]}",
                "{'asset':'a','devices':['00-00-00-00-00-00'],'stages':100}",
                "{'asset':'a','devices':['00-00-00-00-00-00'],'success_threshold':0}",
                "{'asset':'a','devices':['00-00-00-00-00-00'],'error_threshold':-1}",
                "{'asset':'a','devices':['00-00-00-00-00-00'],'success_threshold':95,'error_threshold':10}",
                "{'asset':'a','devices':['00-00-00-00-00-00'],'speed':'fast'}",
            })
    void shouldRefuse(String body) {
        assertThatThrownBy(() -> request(body)).isInstanceOfSatisfying(ProblemException.class, refusal -> assertThat(
                        refusal.problem().status())
                .isEqualTo(400));
    }

    @Test
    void shouldRefuseAnAssetThatIsNotThere() {
        assets.clear();

        assertThatThrownBy(() -> begin(2, "[100]"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem().status()).isEqualTo(404));
    }

    private void config(int device, String content) throws IOException {
        configs.save(mac(device), content.replace('\'', '"').getBytes(UTF_8), SaveTerms.ANY);
    }

    private RolloutView begin(int devices, String stages) throws IOException {
        List<String> macs = IntStream.range(0, devices)
                .mapToObj(device -> "'" + mac(device) + "'")
                .toList();
        return rollouts.begin(request(
                "{'asset':'firmware 1.bin','devices':[" + String.join(",", macs) + "],'stages':" + stages + "}"));
    }

    private RolloutRequest request(String body) {
        try {
            return RolloutRequest.read(mapper.readTree(body.replace('\'', '"')));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private RolloutView view(String id) {
        return rollouts.show(id).rollout();
    }

    /** Which devices were told, in order. */
    private List<Integer> told() {
        String before = "iotsupport/updates/assets/";
        return channel.published().stream()
                .map(each -> Integer.parseInt(each.substring(before.length() + 15, before.length() + 17), 16))
                .toList();
    }

    private void report(int device, State state) {
        report(device, state, "aa");
    }

    private void report(int device, State state, String sha256) {
        rollouts.reported(keep(device, state, sha256));
    }

    /** As it is kept, before anybody hears of it. */
    private UpdateReport keep(int device, State state, String sha256) {
        UpdateReport report = new UpdateReport(mac(device), ASSET, state, sha256, "", now);
        reports.put(mac(device) + ASSET, report);
        now = now.plus(Duration.ofSeconds(1));
        return report;
    }

    private static MacAddress mac(int device) {
        return new MacAddress("00-00-00-00-00-%02x".formatted(device));
    }
}
