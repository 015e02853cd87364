package com.technosupport.vms.web.internal.rest;

import com.fasterxml.jackson.jakarta.rs.json.JacksonJsonProvider;
import com.technosupport.vms.web.internal.EventServices;
import com.technosupport.vms.web.internal.Json;
import com.technosupport.vms.web.internal.RuleServices;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.WebSettings;
import com.technosupport.vms.web.internal.http.Authenticator;
import com.technosupport.vms.web.internal.http.HttpReady;
import com.technosupport.vms.web.internal.live.IceServers;
import com.technosupport.vms.web.internal.live.LiveViews;
import com.technosupport.vms.web.internal.socket.Sockets;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.ws.rs.ext.RuntimeDelegate;
import java.io.IOException;
import java.time.Clock;
import java.util.function.Supplier;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.internal.inject.AbstractBinder;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.server.internal.RuntimeDelegateImpl;
import org.glassfish.jersey.servlet.ServletContainer;
import org.glassfish.jersey.servlet.spi.AsyncContextDelegateProvider;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** The REST interface: Jersey with our resources, below {@code /api}. */
@Component(service = Servlet.class, immediate = true, reference = @Reference(name = "http", service = HttpReady.class))
@HttpWhiteboardServletName("api")
@HttpWhiteboardServletPattern("/api/*")
@HttpWhiteboardServletAsyncSupported
public final class ApiServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** Made anew at each start of the web context: Jersey locks what it has used. */
    private final transient Supplier<ResourceConfig> application;

    private final transient AnswerThreads answering = new AnswerThreads();

    private transient ServletContainer jersey;

    @Activate
    public ApiServlet(
            @Reference Services services,
            @Reference WebSettings settings,
            @Reference Authenticator authenticator,
            @Reference LiveViews views,
            @Reference Sockets sockets,
            @Reference RuleServices ruleServices,
            @Reference EventServices eventServices) {
        this(services, settings, authenticator, views, sockets, ruleServices, eventServices, Clock.systemUTC());
    }

    public ApiServlet(
            Services services,
            WebSettings settings,
            Authenticator authenticator,
            LiveViews views,
            Sockets sockets,
            RuleServices ruleServices,
            EventServices eventServices,
            Clock clock) {
        Audit audit = new Audit(services, clock);
        int slow = settings.maxSlowCalls();
        application = () -> new ResourceConfig()
                .property(ServerProperties.WADL_FEATURE_DISABLE, true)
                .property(CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true)
                .property(CommonProperties.METAINF_SERVICES_LOOKUP_DISABLE, true)
                .property(CommonProperties.JSON_PROCESSING_FEATURE_DISABLE, true)
                .property(CommonProperties.MOXY_JSON_FEATURE_DISABLE, true)
                .property("jersey.config.beanValidation.disable.server", true)
                // A path as it is documented, which is right behind a proxy too (RFC 9110, section 10.2.2).
                .property(ServerProperties.LOCATION_HEADER_RELATIVE_URI_RESOLUTION_DISABLED, true)
                // Else a flush does nothing below 8 KB.
                .property(CommonProperties.OUTBOUND_CONTENT_LENGTH_BUFFER, 0)
                .register(new JacksonJsonProvider(Json.MAPPER))
                .register(new WhepCors())
                .register(new KnownLength())
                .register(new AccessFilter(authenticator))
                .register(new ProblemMapper(clock))
                .registerClasses(
                        AuthResource.class,
                        TokenResource.class,
                        CameraResource.class,
                        WhepResource.class,
                        HlsResource.class,
                        PlaylistResource.class,
                        PlaybackResource.class,
                        ThumbnailResource.class,
                        TimelineResource.class,
                        TimelinesResource.class,
                        StripResource.class,
                        MaskResource.class,
                        BackfillResource.class,
                        ExportResource.class,
                        RecordingPolicyResource.class,
                        RecordingResource.class,
                        DiscoveryResource.class,
                        NvrResource.class,
                        PtzResource.class,
                        OutputResource.class,
                        ContactResource.class,
                        PluginResource.class,
                        UserResource.class,
                        SiteResource.class,
                        DetectionResource.class,
                        DetectorResource.class,
                        GroupResource.class,
                        RuleResource.class,
                        AlarmResource.class,
                        MailResource.class,
                        EventResource.class,
                        EventSnapshotResource.class,
                        ViewResource.class,
                        PlanResource.class,
                        ServerResource.class,
                        EvidenceResource.class,
                        SystemResource.class)
                // Instances that were registered themselves would be taken for providers.
                .register(new AbstractBinder() {
                    @Override
                    protected void configure() {
                        bind(new WaitingCalls()).to(AsyncContextDelegateProvider.class);
                        bind(new AuthResource(services, authenticator, slow, sockets::sessionEnded))
                                .to(AuthResource.class);
                        bind(new TokenResource(services, audit, clock)).to(TokenResource.class);
                        bind(new CameraResource(services, audit, clock, slow)).to(CameraResource.class);
                        bind(new WhepResource(services, views, new IceServers(settings, clock)))
                                .to(WhepResource.class);
                        bind(new HlsResource(services, answering)).to(HlsResource.class);
                        bind(new PlaylistResource(services, audit)).to(PlaylistResource.class);
                        bind(new PlaybackResource(services)).to(PlaybackResource.class);
                        bind(new ThumbnailResource(services, slow)).to(ThumbnailResource.class);
                        bind(new TimelineResource(services)).to(TimelineResource.class);
                        bind(new TimelinesResource(services)).to(TimelinesResource.class);
                        bind(new StripResource(services, slow)).to(StripResource.class);
                        bind(new MaskResource(services, audit, views)).to(MaskResource.class);
                        bind(new BackfillResource(services, audit, clock)).to(BackfillResource.class);
                        bind(new ExportResource(services, audit)).to(ExportResource.class);
                        bind(new RecordingPolicyResource(services, audit)).to(RecordingPolicyResource.class);
                        bind(new RecordingResource(services, audit)).to(RecordingResource.class);
                        bind(new DiscoveryResource(services, audit)).to(DiscoveryResource.class);
                        bind(new NvrResource(services, audit, slow)).to(NvrResource.class);
                        bind(new PtzResource(services, audit, slow)).to(PtzResource.class);
                        bind(new OutputResource(services, audit, slow)).to(OutputResource.class);
                        bind(new ContactResource(services, slow)).to(ContactResource.class);
                        bind(new PluginResource(services, audit, slow)).to(PluginResource.class);
                        bind(new UserResource(services)).to(UserResource.class);
                        bind(new DetectorResource(services)).to(DetectorResource.class);
                        bind(new DetectionResource(services, audit)).to(DetectionResource.class);
                        bind(new SiteResource(services, audit, clock)).to(SiteResource.class);
                        bind(new GroupResource(services)).to(GroupResource.class);
                        bind(new RuleResource(ruleServices, new RuleVocabulary(services, eventServices)))
                                .to(RuleResource.class);
                        bind(new AlarmResource(ruleServices, services)).to(AlarmResource.class);
                        bind(new MailResource(ruleServices, clock, slow)).to(MailResource.class);
                        bind(new EventResource(eventServices, clock, slow)).to(EventResource.class);
                        bind(new EventSnapshotResource(ruleServices, slow)).to(EventSnapshotResource.class);
                        bind(new ViewResource(services, audit, clock)).to(ViewResource.class);
                        bind(new PlanResource(services, audit, clock)).to(PlanResource.class);
                        bind(new ServerResource(services, settings, clock)).to(ServerResource.class);
                        bind(new EvidenceResource(services)).to(EvidenceResource.class);
                        bind(new SystemResource(services)).to(SystemResource.class);
                    }
                });
    }

    @Deactivate
    void stop() {
        answering.close();
    }

    @Override
    public void init() throws ServletException {
        // Jersey finds it by files in META-INF, which bundles do not see of each other.
        RuntimeDelegate.setInstance(new RuntimeDelegateImpl());
        jersey = new ServletContainer(application.get());
        jersey.init(getServletConfig());
    }

    @Override
    public void service(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        jersey.service(request, response);
    }

    @Override
    public void destroy() {
        jersey.destroy();
    }
}
