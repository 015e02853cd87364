package com.technosupport.vms.web.internal;

import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.device.Discovery;
import com.technosupport.vms.api.device.Intercom;
import com.technosupport.vms.api.device.NvrRegistry;
import com.technosupport.vms.api.health.HealthCheck;
import com.technosupport.vms.api.live.LiveEgress;
import com.technosupport.vms.api.live.LiveFragments;
import com.technosupport.vms.api.live.LiveHls;
import com.technosupport.vms.api.live.SessionStore;
import com.technosupport.vms.api.live.TalkIngress;
import com.technosupport.vms.api.media.PrivacyMask;
import com.technosupport.vms.api.media.Snapshots;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.Transcoder;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.plugin.PluginRegistry;
import com.technosupport.vms.api.recording.Exports;
import com.technosupport.vms.api.recording.Playback;
import com.technosupport.vms.api.recording.RecordingReader;
import com.technosupport.vms.api.recording.RecordingStates;
import com.technosupport.vms.api.security.AccessControl;
import com.technosupport.vms.api.security.GroupAdministration;
import com.technosupport.vms.api.security.UserAdministration;
import com.technosupport.vms.api.store.AuditLog;
import com.technosupport.vms.api.store.BackfillStore;
import com.technosupport.vms.api.store.EventCounts;
import com.technosupport.vms.api.store.EvidenceStore;
import com.technosupport.vms.api.store.MaskStore;
import com.technosupport.vms.api.store.PlanStore;
import com.technosupport.vms.api.store.SiteStore;
import com.technosupport.vms.api.store.ViewStore;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The services as a test sets them, in place of those that come and go by themselves. */
public final class FakeServices extends Services {

    private final Map<CameraId, PrivacyMask> masks = new ConcurrentHashMap<>();

    public FakeServices() {
        maskStore = new MaskStore() {
            @Override
            public PrivacyMask mask(CameraId camera) {
                return masks.getOrDefault(camera, PrivacyMask.NONE);
            }

            @Override
            public void save(CameraId camera, PrivacyMask mask) {
                masks.put(camera, mask);
            }
        };
    }

    public void setStates(RecordingStates states) {
        recordingStates = states;
    }

    public void setCounts(EventCounts counts) {
        eventCounts = counts;
    }

    public void set(BackfillStore store) {
        backfillStore = store;
    }

    public void set(RecordingReader reader) {
        recordingReader = reader;
    }

    public void set(AccessControl access) {
        accessControl = access;
    }

    public void set(UserAdministration users) {
        userAdministration = users;
    }

    public void set(GroupAdministration groups) {
        groupAdministration = groups;
    }

    public void set(SiteStore sites) {
        siteStore = sites;
    }

    public void set(ViewStore views) {
        viewStore = views;
    }

    public void set(PlanStore plans) {
        planStore = plans;
    }

    public void setEvidence(EvidenceStore evidence) {
        evidenceStore = evidence;
    }

    public void set(AuditLog log) {
        auditLog = log;
    }

    public void set(DeviceRegistry devices) {
        deviceRegistry = devices;
    }

    public void set(Discovery scans) {
        discovery = scans;
    }

    public void set(NvrRegistry nvrs) {
        nvrRegistry = nvrs;
    }

    public void set(PluginRegistry plugins) {
        pluginRegistry = plugins;
    }

    public void set(StreamHub hub) {
        streamHub = hub;
    }

    public void set(Snapshots stills) {
        snapshots = stills;
    }

    public void set(PrometheusMeterRegistry registry) {
        meters = registry;
    }

    public void set(LiveFragments fragments) {
        liveFragments = fragments;
    }

    public void setHls(LiveHls hls) {
        liveHls = hls;
    }

    public void set(Playback player) {
        playback = player;
    }

    public void set(Exports copies) {
        exports = copies;
    }

    public void set(TalkIngress listening) {
        talkIngress = listening;
    }

    public void set(Intercom calling) {
        intercom = calling;
    }

    public void set(SessionStore sessions) {
        sessionStore = sessions;
    }

    public void set(Transcoder coder) {
        transcoder = coder;
    }

    public void set(LiveEgress... egresses) {
        liveEgresses = List.of(egresses);
    }

    public void set(HealthCheck... checks) {
        healthChecks = List.of(checks);
    }
}
