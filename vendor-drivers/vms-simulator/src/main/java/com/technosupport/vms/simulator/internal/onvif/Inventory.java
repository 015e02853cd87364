package com.technosupport.vms.simulator.internal.onvif;

import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.internal.media.Archive;
import com.technosupport.vms.simulator.internal.media.Mount;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The channels of a device and the profiles made of them. Immutable. */
public final class Inventory {
    /** Digital inputs, and as many outputs. */
    static final int CONTACTS = 2;

    private static final List<String> NAMES =
            List.of("Entrance", "Yard & gate", "Lagerhalle Süd", "Dock <3>", "Stairs", "Parking \"East\"");

    private final List<Channel> channels = new ArrayList<>();
    private final List<Profile> profiles = new ArrayList<>();
    private final boolean analytics;

    /**
     * @param mounts the device's streams, by the names that {@link #mount} tells
     * @param count channels; more than one make it a gateway to a recorder's channels
     */
    public Inventory(Map<String, Mount> mounts, int count, boolean analytics) {
        this.analytics = analytics;
        for (int number = 1; number <= count; number++) {
            String suffix = number == 1 ? "" : "-" + Integer.toString(number * 37 + 100, 36);
            String name = count == 1 ? "Sensor" : NAMES.get((number - 1) % NAMES.size());
            Mount main = mounts.get(mount(SimulatedCamera.MAIN, number));
            Channel channel = new Channel(
                    number,
                    name,
                    "source" + suffix,
                    "source-configuration" + suffix,
                    main.footage(),
                    number == 1,
                    new Archive(main.footage()));
            channels.add(channel);
        }
        for (Channel channel : channels) {
            for (String stream : List.of(SimulatedCamera.MAIN, SimulatedCamera.SUB)) {
                String token = mount(stream, channel.number());
                String name = count == 1 ? token : "Profile " + (profiles.size() + 1);
                boolean metadata = analytics && stream.equals(SimulatedCamera.MAIN);
                profiles.add(new Profile(token, name, channel, mounts.get(token), metadata));
            }
        }
        if (count > 1) {
            // The last channel's small stream comes first: order tells nothing either.
            profiles.add(0, profiles.remove(profiles.size() - 1));
            profiles.add(1, new Profile("sound", "Profile 0", null, null, false));
        }
    }

    /** Lets each channel have a recording from a day before a moment until then, with a gap of an hour in the middle. */
    public void recordTheDayBefore(Instant moment) {
        Instant end = moment.truncatedTo(ChronoUnit.SECONDS);
        for (Channel channel : channels) {
            channel.archive().add(new Archive.Span(end.minus(Duration.ofHours(24)), end.minus(Duration.ofHours(12))));
            channel.archive().add(new Archive.Span(end.minus(Duration.ofHours(11)), end));
        }
    }

    /** The name of a channel's mount, which is its profile's token too. */
    public static String mount(String stream, int channel) {
        return channel == 1 ? stream : stream + channel;
    }

    List<Channel> channels() {
        return channels;
    }

    List<Profile> profiles() {
        return profiles;
    }

    boolean analytics() {
        return analytics;
    }

    Profile profile(String token) throws OnvifFault {
        return profiles.stream()
                .filter(profile -> profile.token().equals(token))
                .findFirst()
                .orElseThrow(OnvifFault::noProfile);
    }

    /** A profile whose stream is to be had. */
    Profile playable(String token) throws OnvifFault {
        Profile profile = profile(token);
        if (!profile.hasVideo()) {
            throw OnvifFault.of(false, "ter:IncompleteConfiguration", "The profile has no video encoder");
        }
        return profile;
    }

    Channel bySource(String token) throws OnvifFault {
        return find(token, Channel::source)
                .orElseThrow(() -> OnvifFault.invalid("ter:NoSource", "The requested video source does not exist"));
    }

    Optional<Channel> find(String token, java.util.function.Function<Channel, String> by) {
        return channels.stream()
                .filter(channel -> by.apply(channel).equals(token))
                .findFirst();
    }

    /**
     * What was recorded of a channel.
     *
     * @param number from 1
     */
    public Archive archive(int number) {
        return channel(number).archive();
    }

    Channel channel(int number) {
        if (number < 1 || number > channels.size()) {
            throw new IllegalArgumentException("No channel " + number);
        }
        return channels.get(number - 1);
    }
}
