package com.technosupport.vms.web.internal;

import com.technosupport.vms.api.detection.Detections;
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
import com.technosupport.vms.api.media.Snapshots;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.Transcoder;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.plugin.PluginRegistry;
import com.technosupport.vms.api.recording.Exports;
import com.technosupport.vms.api.recording.Playback;
import com.technosupport.vms.api.recording.RecordingPolicies;
import com.technosupport.vms.api.recording.RecordingReader;
import com.technosupport.vms.api.recording.RecordingState;
import com.technosupport.vms.api.recording.RecordingStates;
import com.technosupport.vms.api.recording.RecordingStorage;
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
import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Every service of other bundles that the web stands on. All are optional and dynamic: a provider comes, goes and is updated
 * without a restart of the web, whose sockets stay open; a call that needs one that is away is answered with
 * {@link ErrorCode#BUSY}. A caller asks here for each call and keeps nothing.
 */
@Component(service = Services.class, immediate = true)
public class Services {

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile AccessControl accessControl;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile UserAdministration userAdministration;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile GroupAdministration groupAdministration;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile SiteStore siteStore;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile ViewStore viewStore;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile PlanStore planStore;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile EvidenceStore evidenceStore;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile AuditLog auditLog;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile DeviceRegistry deviceRegistry;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Detections detections;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile NvrRegistry nvrRegistry;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile PluginRegistry pluginRegistry;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Discovery discovery;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile StreamHub streamHub;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Snapshots snapshots;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Transcoder transcoder;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile LiveFragments liveFragments;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile LiveHls liveHls;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile SessionStore sessionStore;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile TalkIngress talkIngress;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Intercom intercom;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile PrometheusMeterRegistry meters;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Playback playback;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Exports exports;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile RecordingReader recordingReader;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile RecordingPolicies recordingPolicies;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile RecordingStorage recordingStorage;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile RecordingStates recordingStates;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile MaskStore maskStore;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile BackfillStore backfillStore;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile EventCounts eventCounts;

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile List<LiveEgress> liveEgresses = List.of();

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile List<HealthCheck> healthChecks = List.of();

    /** @throws VmsException {@link ErrorCode#BUSY} while it is away, as each of the calls below */
    public AccessControl accessControl() {
        return required(accessControl, "login");
    }

    public UserAdministration userAdministration() {
        return required(userAdministration, "the user administration");
    }

    public GroupAdministration groupAdministration() {
        return required(groupAdministration, "the administration of groups");
    }

    public SiteStore siteStore() {
        return required(siteStore, "the database");
    }

    public ViewStore viewStore() {
        return required(viewStore, "the database");
    }

    public PlanStore planStore() {
        return required(planStore, "the database");
    }

    public EvidenceStore evidenceStore() {
        return required(evidenceStore, "the database");
    }

    public DeviceRegistry deviceRegistry() {
        return required(deviceRegistry, "the device registry");
    }

    public Detections detections() {
        return required(detections, "detection");
    }

    public NvrRegistry nvrRegistry() {
        return required(nvrRegistry, "the recorder registry");
    }

    public PluginRegistry pluginRegistry() {
        return required(pluginRegistry, "the plug-in installer");
    }

    public Discovery discovery() {
        return required(discovery, "device discovery");
    }

    public AuditLog auditLog() {
        return required(auditLog, "the audit log");
    }

    public StreamHub streamHub() {
        return required(streamHub, "the media plane");
    }

    public Playback playback() {
        return required(playback, "playback");
    }

    public Exports exports() {
        return required(exports, "the making of exports");
    }

    public RecordingReader recordingReader() {
        return required(recordingReader, "recording");
    }

    public RecordingPolicies recordingPolicies() {
        return required(recordingPolicies, "recording");
    }

    public Optional<RecordingStorage> recordingStorageIfThere() {
        return Optional.ofNullable(recordingStorage);
    }

    /** Nothing is shown while it is not known what has to be hidden. */
    public MaskStore masks() {
        return required(maskStore, "what is known of privacy masks");
    }

    public BackfillStore backfillStore() {
        return required(backfillStore, "the filling of gaps");
    }

    public Optional<EventCounts> eventCountsIfThere() {
        return Optional.ofNullable(eventCounts);
    }

    /** Empty while recording is away. */
    public Optional<RecordingState> recordingState(CameraId camera) {
        return Optional.ofNullable(recordingStates).flatMap(states -> states.state(camera));
    }

    public Optional<AccessControl> accessControlIfThere() {
        return Optional.ofNullable(accessControl);
    }

    public Optional<DeviceRegistry> deviceRegistryIfThere() {
        return Optional.ofNullable(deviceRegistry);
    }

    public Optional<AuditLog> auditLogIfThere() {
        return Optional.ofNullable(auditLog);
    }

    public Optional<StreamHub> streamHubIfThere() {
        return Optional.ofNullable(streamHub);
    }

    public Optional<Snapshots> snapshotsIfThere() {
        return Optional.ofNullable(snapshots);
    }

    public Optional<PrometheusMeterRegistry> metersIfThere() {
        return Optional.ofNullable(meters);
    }

    public Optional<Transcoder> transcoderIfThere() {
        return Optional.ofNullable(transcoder);
    }

    public Optional<LiveFragments> liveFragmentsIfThere() {
        return Optional.ofNullable(liveFragments);
    }

    public Optional<LiveHls> liveHlsIfThere() {
        return Optional.ofNullable(liveHls);
    }

    public Optional<SessionStore> sessionStoreIfThere() {
        return Optional.ofNullable(sessionStore);
    }

    /** Whether a camera may be spoken by, as far as is known. */
    public boolean mayCall(CameraId camera) {
        return intercomIfThere().filter(there -> there.mayCall(camera)).isPresent();
    }

    public Optional<Intercom> intercomIfThere() {
        return Optional.ofNullable(intercom);
    }

    public Optional<TalkIngress> talkIngressIfThere() {
        return Optional.ofNullable(talkIngress);
    }

    public List<LiveEgress> liveEgresses() {
        return List.copyOf(liveEgresses);
    }

    /** The way of sending of that name, if it is installed now. */
    public Optional<LiveEgress> liveEgress(String protocol) {
        return liveEgresses.stream()
                .filter(egress -> egress.protocol().equals(protocol))
                .findFirst();
    }

    public List<HealthCheck> healthChecks() {
        return List.copyOf(healthChecks);
    }

    private static <S> S required(S service, String what) {
        if (service == null) {
            throw new VmsException(ErrorCode.BUSY, "The server is starting: " + what + " is not there yet");
        }
        return service;
    }
}
