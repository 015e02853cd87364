package com.technosupport.vms.web.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.osgi.framework.dto.ServiceReferenceDTO;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

class HttpWatchTest {

    private final ComponentDescriptionDTO part = new ComponentDescriptionDTO();
    private final ComponentConfigurationDTO configuration = new ComponentConfigurationDTO();

    @Test
    void aPartWhoseServiceIsStillToBeRegisteredIsNotUp() {
        part.serviceInterfaces = new String[] {"jakarta.servlet.Servlet"};
        configuration.state = ComponentConfigurationDTO.SATISFIED;
        assertThat(HttpWatch.isUp(part, configuration)).isFalse();
        configuration.service = new ServiceReferenceDTO();
        assertThat(HttpWatch.isUp(part, configuration)).isTrue();
        configuration.state = ComponentConfigurationDTO.ACTIVE;
        assertThat(HttpWatch.isUp(part, configuration)).isTrue();
    }

    @Test
    void aPartWithoutAServiceIsUpWhenItIsActive() {
        part.serviceInterfaces = new String[0];
        configuration.state = ComponentConfigurationDTO.UNSATISFIED_REFERENCE;
        assertThat(HttpWatch.isUp(part, configuration)).isFalse();
        configuration.state = ComponentConfigurationDTO.ACTIVE;
        assertThat(HttpWatch.isUp(part, configuration)).isTrue();
    }

    @Test
    void aPartThatHasFailedIsNotWaitedFor() {
        part.serviceInterfaces = new String[] {"jakarta.servlet.Servlet"};
        configuration.state = ComponentConfigurationDTO.FAILED_ACTIVATION;
        assertThat(HttpWatch.isUp(part, configuration)).isTrue();
    }
}
