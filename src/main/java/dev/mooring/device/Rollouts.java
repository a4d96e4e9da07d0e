package dev.mooring.device;

import dev.mooring.problem.Problem;
import dev.mooring.problem.ProblemException;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes assets to devices a stage at a time. What is decided is on disk before anybody is told; how far each device is
 * follows from its reports, also after a restart, which tells those again that have not answered. On threads that may
 * block: decisions wait for the disk, and for each other.
 */
@ApplicationScoped
class Rollouts implements Assignments {

    /** What devices reported is known by then. */
    private static final int AFTER_REPORTS = 1950;

    private static final int MOST = 1_000;
    /** How many devices are being told at a time, each rollout for itself. */
    private static final int AT_A_TIME = 100;

    /** A rollout and how far it is; the progress belongs to the lock. */
    private static final class Running {
        private volatile Rollout rollout;
        private final RolloutProgress progress = new RolloutProgress();

        Running(Rollout rollout) {
            this.rollout = rollout;
        }
    }

    private final RolloutFiles files;
    private final Assets assets;
    private final Reports reports;
    private final ConfigFiles configs;
    private final UpdateNotifier updates;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Running> rollouts = new LinkedHashMap<>();

    Rollouts(
            RolloutFiles files,
            Assets assets,
            Reports reports,
            ConfigFiles configs,
            UpdateNotifier updates,
            Clock clock) {
        this.files = files;
        this.assets = assets;
        this.reports = reports;
        this.configs = configs;
        this.updates = updates;
        this.clock = clock;
    }

    /** Goes on where the process before ended. A directory that is not usable stops nothing. */
    void load(@Observes @Priority(AFTER_REPORTS) StartupEvent started) {
        locked(() -> {
            try {
                for (Rollout rollout : files.load()) {
                    Running running = new Running(rollout);
                    rollouts.put(rollout.id(), running);
                    tell(running, begin(running));
                    follow(running);
                }
            } catch (IOException e) {
                DeviceLog.LOG.rolloutsUnusable(e);
            }
            return null;
        });
    }

    /**
     * Begins a rollout: its first stage is told at once.
     *
     * @throws ProblemException if there is no such asset or nobody to have it, or another rollout of it goes on
     * @throws IOException if it could not be kept: nobody is told
     */
    RolloutView begin(RolloutRequest request) throws IOException {
        StoredFile asset = assets.find(request.asset())
                .orElseThrow(() -> Problem.recordNotFound("There is no asset of that name.")
                        .asException());
        List<MacAddress> devices = devices(request);
        Instant now = clock.instant();
        Rollout rollout = new Rollout(
                UUID.randomUUID().toString(),
                asset.name(),
                asset.size(),
                asset.sha256(),
                asset.version(),
                devices,
                request.stages(),
                request.successThreshold(),
                request.errorThreshold(),
                now,
                Rollout.State.RUNNING,
                0,
                "",
                now);
        return changing(() -> {
            refuseAnother(asset.name());
            files.save(rollout);
            DeviceLog.LOG.rolloutBegins(
                    rollout.id(), asset.name(), devices.size(), rollout.stages().size());
            Running running = new Running(rollout);
            rollouts.put(rollout.id(), running);
            tell(running, begin(running));
            follow(running);
            return view(running);
        });
    }

    private List<MacAddress> devices(RolloutRequest request) throws IOException {
        if (request.filter().isEmpty()) {
            return request.devices();
        }
        DeviceFilter filter = request.filter().get();
        List<MacAddress> found = new ArrayList<>();
        for (MacAddress device : configs.list()) {
            if (configs.summary(device).filter(filter::wants).isPresent()) {
                found.add(device);
            }
        }
        if (found.isEmpty() || found.size() > RolloutRequest.MOST_DEVICES) {
            throw Problem.validationFailed("The filter finds " + found.size() + " devices; a rollout needs 1 to "
                            + RolloutRequest.MOST_DEVICES + ".")
                    .asException();
        }
        return found;
    }

    private void refuseAnother(String asset) {
        if (rollouts.size() >= MOST) {
            throw refused("There are " + MOST + " rollouts; delete some that are over.");
        }
        for (Running other : rollouts.values()) {
            if (other.rollout.asset().equals(asset) && !other.rollout.state().isOver()) {
                throw refused("Rollout " + other.rollout.id() + " of this asset is not over.");
            }
        }
    }

    /** Tells nobody else until it is resumed. */
    RolloutView pause(String id) throws IOException {
        return changing(() -> {
            Running running = inState(id, Rollout.State.RUNNING);
            change(running, rollout -> rollout.paused("Paused by hand."));
            return view(running);
        });
    }

    /** Goes on; those that failed, and those that could not be told, are told once more. */
    RolloutView resume(String id) throws IOException {
        return changing(() -> {
            Running running = inState(id, Rollout.State.PAUSED);
            if (!isUnchanged(running.rollout)) {
                throw refused("The asset was replaced or deleted since; abort this rollout and begin another.");
            }
            change(running, rollout -> rollout.resumed(clock.instant()));
            List<MacAddress> again = running.progress.unheard();
            again.forEach(device -> running.progress.set(device, RolloutProgress.Step.NOTIFYING));
            tell(running, again);
            follow(running);
            return view(running);
        });
    }

    /** Ends it; those that have been told are not called back. */
    RolloutView abort(String id) throws IOException {
        return changing(() -> {
            Running running = find(id);
            if (running.rollout.state().isOver()) {
                throw refused("The rollout is over.");
            }
            change(running, rollout -> rollout.aborted("Aborted by hand."));
            return view(running);
        });
    }

    /** Forgets one that is over. */
    void delete(String id) throws IOException {
        changing(() -> {
            Running running = find(id);
            if (!running.rollout.state().isOver()) {
                throw refused("The rollout is not over; abort it first.");
            }
            files.delete(running.rollout);
            rollouts.remove(id);
            return running;
        });
    }

    /** All of them, the oldest first. */
    List<RolloutView> all() {
        return locked(() -> rollouts.values().stream().map(this::view).toList());
    }

    /** One, with all its devices. */
    RolloutDetail show(String id) {
        return locked(() -> {
            Running running = find(id);
            return new RolloutDetail(view(running), RolloutDetail.devices(running.rollout, running.progress));
        });
    }

    @Override
    public Set<String> assetsOf(MacAddress device) {
        return locked(() -> {
            Set<String> names = new LinkedHashSet<>();
            for (Running each : rollouts.values()) {
                boolean given = each.progress.of(device) != RolloutProgress.Step.WAITING;
                if (given && each.rollout.state() != Rollout.State.ABORTED) {
                    names.add(each.rollout.asset());
                }
            }
            return names;
        });
    }

    /** A device said something: perhaps the next stage may begin, or nobody else may be told. */
    void reported(@Observes UpdateReport report) {
        locked(() -> {
            Collection<Running> all = rollouts.values();
            all.stream()
                    .filter(each -> each.rollout.isMeantBy(report))
                    .filter(each -> each.progress.of(report.device()) != RolloutProgress.Step.WAITING)
                    .forEach(each -> {
                        each.progress.set(report.device(), RolloutProgress.Step.of(report.state()));
                        follow(each);
                    });
            return null;
        });
    }

    // ---- under the lock

    /** Takes those in whose stage has begun; returns who of them must be told. */
    private List<MacAddress> begin(Running running) throws IOException {
        Rollout rollout = running.rollout;
        List<MacAddress> untold = new ArrayList<>();
        for (MacAddress device : rollout.begun()) {
            if (running.progress.of(device) == RolloutProgress.Step.WAITING) {
                RolloutProgress.Step step = step(rollout, device);
                running.progress.set(device, step);
                if (step == RolloutProgress.Step.NOTIFYING) {
                    untold.add(device);
                }
            }
        }
        return untold;
    }

    private RolloutProgress.Step step(Rollout rollout, MacAddress device) throws IOException {
        return reports.latest(device, rollout.asset())
                .filter(rollout::isMeantBy)
                .map(report -> RolloutProgress.Step.of(report.state()))
                .orElse(RolloutProgress.Step.NOTIFYING);
    }

    /** Draws the conclusions from how far the devices are. */
    private void follow(Running running) {
        try {
            while (running.rollout.isRunning()) {
                int failed = running.progress.count(RolloutProgress.Step.FAILED);
                if (running.rollout.failsWith(failed)) {
                    change(
                            running,
                            rollout -> rollout.paused(failed == 1 ? "1 device failed." : failed + " devices failed."));
                } else if (!running.rollout.succeedsWith(running.progress.count(RolloutProgress.Step.UPDATED))) {
                    return;
                } else if (isUnchanged(running.rollout)) {
                    change(running, Rollout::advanced);
                    tell(running, begin(running));
                } else {
                    change(running, rollout -> rollout.paused("The asset was replaced or deleted."));
                }
            }
        } catch (IOException e) {
            DeviceLog.LOG.rolloutNotKept(running.rollout.id(), e);
        }
    }

    private boolean isUnchanged(Rollout rollout) throws IOException {
        return assets.find(rollout.asset())
                .filter(asset -> asset.sha256().equals(rollout.sha256()))
                .isPresent();
    }

    private void change(Running running, UnaryOperator<Rollout> change) throws IOException {
        Rollout changed = change.apply(running.rollout);
        files.save(changed);
        running.rollout = changed;
        DeviceLog.LOG.rolloutChanged(
                changed.id(),
                changed.asset(),
                changed.state().word(),
                changed.stage() + 1,
                changed.stages().size(),
                changed.reason());
    }

    private void tell(Running running, List<MacAddress> devices) {
        if (!running.rollout.isRunning()) {
            return;
        }
        StoredFile asset = running.rollout.file();
        Multi.createFrom()
                .iterable(devices)
                .onItem()
                .transformToUni(device -> offer(running, device, asset))
                .merge(AT_A_TIME)
                .subscribe()
                .with(told -> {}, failure -> {});
    }

    /** A device that cannot be told is logged and counted by the notifier, and told again when the rollout is resumed. */
    private Uni<Void> offer(Running running, MacAddress device, StoredFile asset) {
        if (!running.rollout.isRunning()) {
            return Uni.createFrom().voidItem();
        }
        return updates.offer(device, asset)
                .emitOn(Infrastructure.getDefaultExecutor())
                .onItem()
                .invoke(told -> locked(() -> {
                    running.progress.notified(device);
                    return running;
                }))
                .onFailure()
                .recoverWithNull();
    }

    private RolloutView view(Running running) {
        return RolloutView.of(running.rollout, running.progress);
    }

    private Running find(String id) {
        Running running = rollouts.get(id);
        if (running == null) {
            throw Problem.recordNotFound("There is no such rollout.").asException();
        }
        return running;
    }

    private Running inState(String id, Rollout.State state) {
        Running running = find(id);
        if (running.rollout.state() != state) {
            throw refused("The rollout is " + running.rollout.state().word() + ".");
        }
        return running;
    }

    private static ProblemException refused(String detail) {
        return Problem.invalidOperation(detail).asException();
    }

    private interface Change<T> {
        T make() throws IOException;
    }

    private <T> T changing(Change<T> change) throws IOException {
        lock.lock();
        try {
            return change.make();
        } finally {
            lock.unlock();
        }
    }

    private <T extends @Nullable Object> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
