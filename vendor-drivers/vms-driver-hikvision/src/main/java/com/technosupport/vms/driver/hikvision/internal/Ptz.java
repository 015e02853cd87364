package com.technosupport.vms.driver.hikvision.internal;

import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.PtzControl;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.ArrayList;
import java.util.List;
import org.w3c.dom.Element;

/** Movements by {@code PTZCtrl}; a recorder passes those of its network cameras on by {@code PTZCtrlProxy} where it wants that. */
final class Ptz implements PtzControl {

    private static final int MOST_PRESETS = 512;

    private final HikvisionSession session;
    private final Isapi isapi;

    Ptz(HikvisionSession session, Isapi isapi) {
        this.session = session;
        this.isapi = isapi;
    }

    @Override
    public void move(String channel, Velocity velocity) throws InterruptedException {
        put(
                channel,
                "continuous",
                "<PTZData><pan>" + part(velocity.pan()) + "</pan><tilt>" + part(velocity.tilt()) + "</tilt><zoom>"
                        + part(velocity.zoom()) + "</zoom></PTZData>");
    }

    private static long part(double velocity) {
        return Math.round(velocity * 100);
    }

    @Override
    public void stop(String channel) throws InterruptedException {
        put(channel, "continuous", "<PTZData><pan>0</pan><tilt>0</tilt><zoom>0</zoom></PTZData>");
    }

    @Override
    public List<Preset> presets(String channel) throws InterruptedException {
        session.known(channel);
        Element list;
        try {
            list = isapi.get("PTZCtrl/channels/" + channel + "/presets");
        } catch (VmsException e) {
            list = isapi.get(proxy(channel, e) + "/presets");
        }
        List<Preset> presets = new ArrayList<>();
        for (Element preset : Elements.children(list, "PTZPreset")) {
            String id = Elements.text(preset, "id");
            if (id.matches("\\d{1,4}")
                    && !Elements.text(preset, "enabled").equals("false")
                    && presets.size() < MOST_PRESETS
                    && presets.stream().noneMatch(known -> known.id().equals(id))) {
                presets.add(new Preset(id, Isapi.shown(preset, "presetName")));
            }
        }
        return presets;
    }

    @Override
    public void recall(String channel, String preset) throws InterruptedException {
        if (!preset.matches("\\d{1,4}")) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "A preset of this device is a number");
        }
        put(channel, "presets/" + preset + "/goto", "");
    }

    private void put(String channel, String call, String body) throws InterruptedException {
        session.known(channel);
        try {
            isapi.put("PTZCtrl/channels/" + channel + "/" + call, body);
        } catch (VmsException e) {
            isapi.put(proxy(channel, e) + "/" + call, body);
        }
    }

    /** Where else to try, or the failure again where there is no other place. */
    private String proxy(String channel, VmsException failure) throws InterruptedException {
        if (failure.code() != ErrorCode.NOT_SUPPORTED || !session.known(channel).proxied()) {
            throw failure;
        }
        return "ContentMgmt/PTZCtrlProxy/channels/" + channel;
    }
}
