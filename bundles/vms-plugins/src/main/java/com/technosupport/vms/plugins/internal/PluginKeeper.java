package com.technosupport.vms.plugins.internal;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.plugin.Plugin;
import com.technosupport.vms.api.plugin.Plugin.State;
import com.technosupport.vms.plugins.internal.DeployFolder.Signature;
import com.technosupport.vms.plugins.internal.jar.JarReader;
import com.technosupport.vms.plugins.internal.jar.PluginJar;
import com.technosupport.vms.plugins.internal.jar.Refusal;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the plug-ins that run those whose jars lie in {@code deploy/}. Only {@link #plugins} may be called by another thread than
 * the keeper's.
 */
final class PluginKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(PluginKeeper.class);

    /** A file must not have changed for so long before it is looked at. */
    private static final Duration STILL = Duration.ofMillis(150);

    /** How often a version may be met by the server's end before it is held to be the cause. */
    private static final int MOST_ATTEMPTS = 2;

    private final Settings settings;
    private final DeployFolder folder;
    private final JarStore store;
    private final Ledger ledger;
    private final OwnBundles bundles;
    private final Trail trail;
    private final Changes changes;
    private final Clock clock;
    private final LongSupplier nanoTime;

    /** What is there to be used changes with each bundle. */
    private final Supplier<JarReader> reader;

    /** Whether new versions can be tried now. */
    private final Supplier<Boolean> ready;

    /** Files as they were last looked at. */
    private final Map<String, Look> looks = new HashMap<>();

    /** Files that changed and are not looked at yet. */
    private final Map<String, Waiting> waiting = new HashMap<>();

    /** Files that were refused and belong to no plug-in that is known. */
    private final Map<String, Plugin> strays = new HashMap<>();

    private volatile List<Plugin> shown = List.of();
    private boolean unreadable;

    /** @param name symbolic name of the plug-in, empty where it could not be read */
    private record Look(Signature signature, String name) {}

    private record Waiting(Signature signature, long sinceNanos) {}

    /** Which jar is looked at. */
    private record Drop(String file, String sha256, boolean changed) {}

    /** @param changes calls back to {@link #record} */
    PluginKeeper(
            Settings settings,
            DeployFolder folder,
            JarStore store,
            Ledger ledger,
            OwnBundles bundles,
            Trail trail,
            java.util.function.Function<Runnable, Changes> changes,
            Supplier<JarReader> reader,
            Supplier<Boolean> ready,
            Clock clock,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.folder = folder;
        this.store = store;
        this.ledger = ledger;
        this.bundles = bundles;
        this.trail = trail;
        this.reader = reader;
        this.ready = ready;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.changes = changes.apply(this::record);
    }

    List<Plugin> plugins() {
        return shown;
    }

    /** Writes down what is known and shows it. */
    private void record() {
        try {
            ledger.save();
        } catch (IOException e) {
            LOG.error("What is known of plug-ins cannot be written down", e);
        }
        show();
    }

    private void show() {
        List<Plugin> all = new ArrayList<>(strays.values());
        for (Entry entry : ledger.entries()) {
            Optional<String> previous = changes.underway(entry)
                    .map(change -> change.formerVersion)
                    .filter(version -> !version.isEmpty())
                    .or(() -> Optional.of(entry.previousVersion).filter(version -> !version.isEmpty()));
            all.add(new Plugin(
                    entry.name,
                    changes.serving(entry)
                            .map(bundle -> bundle.getVersion().toString())
                            .orElse(""),
                    entry.file,
                    entry.seen,
                    entry.state,
                    entry.kinds,
                    entry.contract,
                    entry.detail,
                    entry.since,
                    previous));
        }
        all.sort(Comparator.comparing(Plugin::name));
        shown = List.copyOf(all);
    }

    // The server's start and end

    /** Brings up what served before, and nothing else. */
    void begin() throws InterruptedException {
        for (Entry entry : ledger.entries()) {
            if (!entry.good.isEmpty()) {
                bringUp(entry);
            }
        }
        for (Bundle bundle : bundles.all()) {
            boolean good = ledger.entries().stream()
                    .anyMatch(entry -> bundles.find(entry.name, entry.good)
                            .filter(bundle::equals)
                            .isPresent());
            if (!good) {
                // Its trial was cut short: the file in deploy/ will have it tried again.
                bundles.remove(bundle);
            }
        }
        for (Entry entry : ledger.entries()) {
            Optional<Bundle> builtIn = bundles.builtIn(entry.name);
            if (builtIn.isPresent() && changes.serving(entry).isEmpty()) {
                changes.bringBuiltInUp(builtIn.get());
            }
        }
        show();
    }

    private void bringUp(Entry entry) throws InterruptedException {
        try {
            if (!store.holds(entry.name, entry.good)) {
                throw new Refusal("its jar in " + settings.store() + " is missing or changed");
            }
            changes.bringUp(entry, reader.get().read(store.path(entry.name, entry.good)));
        } catch (Refusal | IOException e) {
            entry.enter(State.REJECTED, "no longer: " + e.getMessage(), clock.instant());
            LOG.error("Plug-in {} {} does not come up again: {}", entry.name, entry.goodVersion, e.getMessage());
        } catch (RuntimeException e) {
            entry.enter(State.REJECTED, "no longer: " + Rehearsal.reason(e), clock.instant());
            LOG.error("Plug-in {} {} does not come up again", entry.name, entry.goodVersion, e);
        }
    }

    /** An orderly end is no version's fault. */
    void end() {
        for (Change change : changes.underway()) {
            change.entry.attempts = 0;
        }
        record();
    }

    // What is in the directory

    /** @return whether files wait to be looked at */
    boolean turn() throws InterruptedException {
        scan();
        changes.step();
        for (Entry entry : ledger.entries()) {
            changes.keepBuiltInDown(entry);
        }
        trail.flush();
        show();
        return !waiting.isEmpty();
    }

    private void scan() throws InterruptedException {
        Map<String, Signature> jars;
        try {
            jars = folder.jars();
            unreadable = false;
        } catch (IOException e) {
            // Not the same as empty: nothing is removed for it.
            if (!unreadable) {
                LOG.error("{} cannot be read", settings.deploy(), e);
                unreadable = true;
            }
            return;
        }
        waiting.keySet().retainAll(jars.keySet());
        List<String> due = new ArrayList<>();
        for (Map.Entry<String, Signature> jar : jars.entrySet()) {
            Look look = looks.get(jar.getKey());
            if (look == null || !look.signature().equals(jar.getValue())) {
                Waiting known = waiting.get(jar.getKey());
                if (known == null || !known.signature().equals(jar.getValue())) {
                    waiting.put(jar.getKey(), new Waiting(jar.getValue(), nanoTime.getAsLong()));
                } else if (nanoTime.getAsLong() - known.sinceNanos() >= STILL.toNanos()) {
                    due.add(jar.getKey());
                }
            }
        }
        if (ready.get()) {
            due.sort(Comparator.comparing(file -> jars.get(file).modified()));
            for (String file : due) {
                look(file, waiting.get(file));
            }
        }
        for (String file : ledger.files()) {
            if (!jars.containsKey(file)) {
                gone(file);
            }
        }
        looks.keySet().retainAll(jars.keySet());
        strays.keySet().retainAll(jars.keySet());
    }

    private void look(String file, Waiting signs) throws InterruptedException {
        try {
            String sha256 = folder.copy(file, store.incoming());
            if (sha256.isEmpty()) {
                return;
            }
            boolean whole = JarReader.isWhole(store.incoming());
            if (!whole
                    && nanoTime.getAsLong() - signs.sinceNanos()
                            < settings.settle().toNanos()) {
                // It may still be copied.
                return;
            }
            Drop drop = new Drop(file, sha256, !sha256.equals(ledger.seen(file)));
            if (whole) {
                read(drop, signs.signature());
            } else {
                settle(drop, signs.signature(), "");
                refuse(drop, new Refusal("it is no jar, or it is damaged"));
            }
        } catch (NoSuchFileException e) {
            // Gone again: the next look at the directory says so.
            return;
        } catch (Refusal e) {
            settle(new Drop(file, "", true), signs.signature(), "");
            refuse(new Drop(file, "", true), e);
        } catch (IOException e) {
            settle(new Drop(file, "", true), signs.signature(), "");
            refuse(new Drop(file, "", true), new Refusal("it cannot be read: " + Rehearsal.reason(e)));
        }
    }

    /** Done with it, whatever comes: not to be looked at again until it changes. */
    private void settle(Drop drop, Signature signature, String name) {
        waiting.remove(drop.file());
        looks.put(drop.file(), new Look(signature, name));
        ledger.see(drop.file(), drop.sha256());
    }

    private void read(Drop drop, Signature signature) throws IOException, InterruptedException {
        PluginJar jar;
        try {
            jar = reader.get().read(store.incoming());
        } catch (Refusal e) {
            settle(drop, signature, e.name());
            refuse(drop, e);
            return;
        }
        settle(drop, signature, jar.name());
        strays.remove(drop.file());
        take(drop, jar);
    }

    private void take(Drop drop, PluginJar jar) throws IOException, InterruptedException {
        Entry entry = ledger.entry(jar.name());
        if (!drop.changed() && !drop.file().equals(entry.file) && looks(entry.file)) {
            // An older file of a plug-in that has come in another one since.
            return;
        }
        Optional<Entry> before = ledger.ofFile(drop.file()).filter(other -> other != entry);
        entry.file = drop.file();
        entry.seen = drop.sha256();
        if (givesWay(entry, drop, jar)) {
            begin(entry, drop, jar);
        }
        if (before.isPresent()) {
            // Its file holds another plug-in now.
            remove(before.get());
        }
    }

    /** With nothing on its way but, it may be, this very jar. */
    private void begin(Entry entry, Drop drop, PluginJar jar) throws IOException, InterruptedException {
        if (drop.sha256().equals(entry.good) && changes.serving(entry).isPresent()) {
            if (entry.state != State.ACTIVE) {
                entry.enter(State.ACTIVE, "", clock.instant());
            }
            entry.refused = "";
            entry.kinds = jar.kinds();
            entry.contract = jar.contract();
            record();
        } else if (drop.sha256().equals(entry.trying) && entry.attempts >= MOST_ATTEMPTS) {
            entry.refused = drop.sha256();
            entry.trying = "";
            refuse(drop, new Refusal(jar.name(), "the server ended " + MOST_ATTEMPTS + " times while it was tried"));
        } else if (!drop.sha256().equals(entry.refused)
                && changes.underway(entry).isEmpty()) {
            store.keepIncoming(jar.name(), drop.sha256());
            changes.begin(entry, jar, drop.sha256());
        }
    }

    /** Whether nothing is on its way any more but what this jar holds; else it was refused, and the version on probation goes on. */
    private boolean givesWay(Entry entry, Drop drop, PluginJar jar) throws InterruptedException {
        Optional<Change> other = changes.underway(entry).filter(change -> !change.sha256.equals(drop.sha256()));
        if (other.isEmpty()) {
            return true;
        }
        try {
            changes.requireUsable(jar, store.incoming());
        } catch (Refusal e) {
            refuse(drop, new Refusal(jar.name(), e.getMessage()));
            return false;
        }
        changes.takeBack(other.get(), "another version came before it had proven itself");
        return true;
    }

    private boolean looks(String file) {
        return looks.containsKey(file) || waiting.containsKey(file);
    }

    private void refuse(Drop drop, Refusal refusal) {
        Optional<Entry> entry = ledger.find(refusal.name()).or(() -> ledger.ofFile(drop.file()));
        String name = refusal.name().isEmpty() ? DeployFolder.printable(drop.file()) : refusal.name();
        boolean told = !drop.changed() && (entry.isEmpty() || entry.get().detail.equals(refusal.getMessage()));
        if (entry.isPresent()) {
            name = entry.get().name;
            entry.get().file = drop.file();
            entry.get().seen = drop.sha256();
            entry.get().enter(State.REJECTED, refusal.getMessage(), told ? entry.get().since : clock.instant());
        } else {
            strays.put(
                    drop.file(),
                    new Plugin(
                            name,
                            "",
                            drop.file(),
                            drop.sha256(),
                            State.REJECTED,
                            List.of(),
                            "",
                            refusal.getMessage(),
                            clock.instant(),
                            Optional.empty()));
        }
        if (!told) {
            LOG.warn("deploy/{} is not taken: {}", DeployFolder.printable(drop.file()), refusal.getMessage());
            trail.append(
                    "plugin.rejected",
                    name,
                    "deploy/" + DeployFolder.printable(drop.file()) + ", sha256 " + drop.sha256() + ": "
                            + refusal.getMessage());
        }
        record();
    }

    private void gone(String file) throws InterruptedException {
        ledger.forget(file);
        looks.remove(file);
        Optional<Entry> entry = ledger.ofFile(file);
        if (entry.isPresent()) {
            Optional<String> other = looks.entrySet().stream()
                    .filter(look -> look.getValue().name().equals(entry.get().name))
                    .map(Map.Entry::getKey)
                    .findFirst();
            if (other.isPresent()) {
                // Looked at again, as if it had just come.
                entry.get().file = other.get();
                looks.remove(other.get());
            } else {
                remove(entry.get());
            }
        }
        record();
    }

    private void remove(Entry entry) throws InterruptedException {
        changes.remove(entry);
        ledger.remove(entry);
        record();
    }

    // By hand

    /** See {@link com.technosupport.vms.api.plugin.PluginRegistry#rollBack}. */
    Plugin rollBack(String name) throws InterruptedException {
        Entry entry = ledger.find(name)
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "There is no plug-in " + name));
        Optional<Change> underway = changes.underway(entry);
        try {
            if (underway.isPresent()) {
                changes.takeBack(underway.get(), "rolled back by hand");
            } else if (entry.previous.isEmpty()) {
                throw new VmsException(ErrorCode.NOT_FOUND, "There is no version of " + name + " to go back to");
            } else if (entry.previous.equals(Entry.BUILT_IN)) {
                changes.bringBack(entry, Optional.empty());
            } else if (store.holds(name, entry.previous)) {
                changes.bringBack(entry, Optional.of(reader.get().read(store.path(name, entry.previous))));
            } else {
                throw new Refusal("the former version's jar is missing or changed");
            }
        } catch (Refusal | IOException e) {
            throw new VmsException(ErrorCode.INTERNAL, "Not rolled back: " + e.getMessage(), e);
        }
        record();
        return shown.stream()
                .filter(plugin -> plugin.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /**
     * See {@link com.technosupport.vms.api.plugin.PluginRegistry#install}. What can be seen of a jar without starting it is
     * looked at before it lies in {@code deploy/}: there a bad one would stand in the place of the good one.
     *
     * @param jar ours, on the disk of {@code deploy/}; moved there or left
     */
    Plugin install(Path jar, String sha256) throws InterruptedException {
        if (!ready.get()) {
            throw new VmsException(ErrorCode.BUSY, "The server is starting: plug-ins cannot be tried yet");
        }
        String file;
        try {
            PluginJar read = readWhole(jar);
            file = fileOf(read.name(), sha256);
            folder.put(jar, file);
            // Sent again by hand, it is wanted again, whatever became of it before.
            ledger.find(read.name()).ifPresent(entry -> {
                entry.refused = "";
                entry.attempts = 0;
            });
            looks.remove(file);
            waiting.remove(file);
            look(file, new Waiting(folder.jars().get(file), nanoTime.getAsLong()));
        } catch (Refusal e) {
            trail.append("plugin.rejected", e.name(), "sent, sha256 " + sha256 + ": " + e.getMessage());
            return new Plugin(
                    e.name(),
                    "",
                    "",
                    sha256,
                    State.REJECTED,
                    List.of(),
                    "",
                    e.getMessage(),
                    clock.instant(),
                    Optional.empty());
        } catch (IOException e) {
            throw new VmsException(ErrorCode.INTERNAL, "The jar cannot be put into " + settings.deploy(), e);
        }
        show();
        return shown.stream()
                .filter(plugin -> plugin.file().equals(file))
                .findFirst()
                .orElseThrow();
    }

    private PluginJar readWhole(Path jar) throws Refusal {
        if (!JarReader.isWhole(jar)) {
            throw new Refusal("it is no jar, or it is damaged");
        }
        return reader.get().read(jar);
    }

    /** Where a plug-in's new jar goes: in the place of its former one, and never in another plug-in's. */
    private String fileOf(String name, String sha256) {
        Optional<String> own = ledger.find(name).map(entry -> entry.file).filter(this::looks);
        String plain = name + ".jar";
        boolean taken = looks.containsKey(plain) && !looks.get(plain).name().equals(name);
        return own.orElse(taken ? name + "-" + sha256.substring(0, 12) + ".jar" : plain);
    }

    /** See {@link com.technosupport.vms.api.plugin.PluginRegistry#remove}. */
    void removeByHand(String name) throws InterruptedException {
        List<String> files = new ArrayList<>();
        ledger.find(name)
                .map(entry -> entry.file)
                .filter(file -> !file.isEmpty())
                .ifPresent(files::add);
        looks.forEach((file, look) -> {
            boolean stray = strays.containsKey(file) && strays.get(file).name().equals(name);
            if ((look.name().equals(name) || stray) && !files.contains(file)) {
                files.add(file);
            }
        });
        if (files.isEmpty()) {
            throw new VmsException(ErrorCode.NOT_FOUND, "There is no plug-in " + name);
        }
        try {
            for (String file : files) {
                folder.delete(file);
            }
        } catch (IOException e) {
            throw new VmsException(ErrorCode.INTERNAL, "The jar cannot be deleted from " + settings.deploy(), e);
        }
        looks.keySet().removeAll(files);
        waiting.keySet().removeAll(files);
        strays.keySet().removeAll(files);
        for (String file : files) {
            gone(file);
        }
    }
}
