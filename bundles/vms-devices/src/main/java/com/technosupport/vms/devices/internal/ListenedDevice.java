package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.model.NvrId;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is remembered of one device that is listened to, over changes of its driver and its password. Safe for use by several
 * threads.
 */
final class ListenedDevice {

    private static final int MOST_INPUTS = 256;

    private final Object id;
    private final TokenBucket bucket;
    /** Inputs whose last change came too fast to be told. */
    private final Map<String, Boolean> lateInputs = new LinkedHashMap<>();
    /** Versions of its driver that it has taken the password from. */
    private final Set<String> trusted = new HashSet<>();

    private Login refused;
    private String refusedVersion = "";
    private long heardNanos;
    private boolean tells;
    private boolean sendsHeartbeats;
    private boolean silent;
    private boolean resumed;
    private long dropped;
    private long droppedTold;
    private long lost;
    private long lostTold;

    ListenedDevice(Object id, EventLimits limits) {
        this.id = id;
        long now = System.nanoTime();
        this.bucket = new TokenBucket(limits.eventsPerSecond(), limits.burst(), now);
        this.heardNanos = now;
    }

    /** Of its camera or its recorder. */
    Object id() {
        return id;
    }

    Optional<NvrId> nvr() {
        return id instanceof NvrId nvr ? Optional.of(nvr) : Optional.empty();
    }

    // Passwords

    synchronized void refused(Login login, String version) {
        refused = login;
        refusedVersion = version;
    }

    synchronized void accepted(String version) {
        refused = null;
        trusted.add(version);
    }

    /** Whether a try would be one with a password that was refused, devices locking accounts for that. */
    synchronized boolean wouldRefuse(Login login, String version) {
        return login.equals(refused) && (version.equals(refusedVersion) || !trusted.contains(version));
    }

    // Silence

    /** Listening begins anew, with another driver or password: what was before is no silence. */
    synchronized void begins() {
        heardNanos = Math.max(heardNanos, System.nanoTime());
    }

    synchronized void heard(boolean heartbeat) {
        heardNanos = System.nanoTime();
        sendsHeartbeats |= heartbeat;
        resumed |= silent;
        silent = false;
    }

    /** Whether it is heard again after a silence that was told of; once. */
    synchronized boolean takeResumed() {
        boolean news = resumed;
        resumed = false;
        return news;
    }

    /** Whether it has something to tell by itself. Until that is known, its silence means nothing. */
    synchronized void tells(boolean has) {
        tells = has;
        silent &= has;
    }

    /** How long nothing was heard, once, when that has become too long. */
    synchronized Optional<Duration> newSilence(EventLimits limits) {
        Duration quiet = Duration.ofNanos(System.nanoTime() - heardNanos);
        if (!tells || silent || quiet.compareTo(sendsHeartbeats ? limits.heartbeat() : limits.silence()) < 0) {
            return Optional.empty();
        }
        silent = true;
        return Optional.of(quiet);
    }

    /** How long nothing has been heard, where that is too long. */
    synchronized Optional<Duration> silence() {
        return silent ? Optional.of(Duration.ofNanos(System.nanoTime() - heardNanos)) : Optional.empty();
    }

    // Floods

    /** @return false when the device sends too much, which is counted */
    synchronized boolean admit() {
        if (bucket.take(System.nanoTime())) {
            return true;
        }
        dropped++;
        return false;
    }

    /** The event could not be handed on. */
    synchronized void lost() {
        lost++;
    }

    synchronized void late(String input, boolean active) {
        if (lateInputs.size() < MOST_INPUTS || lateInputs.containsKey(input)) {
            lateInputs.put(input, active);
        }
    }

    synchronized void onTime(String input) {
        lateInputs.remove(input);
    }

    synchronized Map<String, Boolean> takeLateInputs() {
        Map<String, Boolean> taken = Map.copyOf(lateInputs);
        lateInputs.clear();
        return taken;
    }

    /** Events dropped since this was last asked. */
    synchronized long newlyDropped() {
        long news = dropped - droppedTold;
        droppedTold = dropped;
        return news;
    }

    synchronized long newlyLost() {
        long news = lost - lostTold;
        lostTold = lost;
        return news;
    }

    synchronized long dropped() {
        return dropped;
    }
}
